package dev.culvert.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> HOSTILE = List.of(
            "DateStyle = 'German, DMY'",
            "IntervalStyle = iso_8601",
            "bytea_output = escape",
            "extra_float_digits = -15",
            "TimeZone = 'Asia/Kolkata'",
            "search_path = pg_temp, public",
            "statement_timeout = 1",
            "lock_timeout = 1",
            "idle_in_transaction_session_timeout = 1",
            "row_security = off",
            "default_transaction_read_only = on",
            "standard_conforming_strings = off",
            "synchronous_commit = off",
            "client_min_messages = debug5",
            "quote_all_identifiers = on");

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void aLongStatementDoesNotOutliveItsClient(int major) {
        String running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_catalog.pg_sleep(600%'";
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("orphan")) {
            Session session = PostgresTest.sessions(database).open(SessionOptions.bulk("it"));
            Thread client = new Thread(() -> {
                try {
                    session.list("SELECT pg_catalog.pg_sleep(600)", row -> true);
                } catch (CulvertException dropped) {
                    // as a killed process would have it
                }
            });
            client.start();
            Deadline.after(LIMIT).require(() -> database.number(running) == 1, () -> "the statement runs");
            session.abort();
            Deadline.after(LIMIT).require(() -> database.number(running) == 0, () -> "the statement has ended");
        }
    }

    /** The driver sends the time zone of the JVM by itself, so that is made another one too. */
    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void hostileSettingsOfRoleDatabaseAndJvmDoNotReachASession(int major) {
        String role = "hostile_" + major;
        TimeZone before = TimeZone.getDefault();
        PostgresServer server = PostgresServer.shared(major);
        PostgresDatabase maintenance = server.maintenance();
        try (PostgresDatabase database = server.createDatabase("hostile \"db\" %2F ü")) {
            String name = PostgresDatabase.quote(database.name());
            maintenance.execute("CREATE ROLE " + role + " LOGIN REPLICATION");
            for (String setting : HOSTILE) {
                maintenance.execute(
                        "ALTER DATABASE " + name + " SET " + setting,
                        "ALTER ROLE " + role + " IN DATABASE " + name + " SET " + setting);
            }
            TimeZone.setDefault(TimeZone.getTimeZone("America/St_Johns"));
            try {
                settingsHold(PostgresTest.sessions(database.as(role)));
            } finally {
                // they would get into the way of dropping the database
                maintenance.execute("ALTER DATABASE " + name + " RESET ALL", "DROP ROLE " + role);
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    private static void settingsHold(Sessions sessions) {
        for (boolean replication : new boolean[] {false, true}) {
            try (Session session = replication ? sessions.openReplication("it") : sessions.open("it")) {
                assertThat(values(session))
                        .containsExactly(
                                "2024-03-01 12:00:00.000001+00",
                                "1 mon -2 days +03:04:05",
                                "\\x00ff5c",
                                "0.1234567890123456",
                                "pg_catalog",
                                "-$1.50",
                                "a\\b",
                                replication ? "0" : "20s",
                                "culvert/test/it",
                                "off",
                                "on");
            }
        }
    }

    private static List<String> values(Session session) {
        return session.list(
                """
                        SELECT * FROM (VALUES
                            (1, ('2024-03-01 12:00:00.000001+00'::timestamptz)::text),
                            (2, ('1 month -2 days 3:04:05'::interval)::text),
                            (3, ('\\x00ff5c'::bytea)::text),
                            (4, (0.1234567890123456::float8)::text),
                            (5, current_setting('search_path')),
                            (6, ('-1.50'::money)::text),
                            (7, 'a\\b'),
                            (8, current_setting('lock_timeout')),
                            (9, current_setting('application_name')),
                            (10, current_setting('transaction_read_only')),
                            (11, current_setting('synchronous_commit'))) AS v (n, v) ORDER BY n""",
                row -> row.text("v"));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void tellsWhyNoSessionCameAbout(int major) {
        PostgresServer server = PostgresServer.shared(major);
        try (PostgresDatabase database = server.createDatabase("why")) {
            assertThat(codeOf(database.url() + "_nowhere")).isEqualTo(ErrorCode.PG_NO_DATABASE);
            assertThat(codeOf(database.as("nobody").url())).isEqualTo(ErrorCode.PG_AUTH);
            assertThat(codeOf("postgresql://postgres@127.0.0.1:1/postgres")).isEqualTo(ErrorCode.PG_UNREACHABLE);
            assertThat(codeOf(database.url().replace("127.0.0.1", "127.0.0.1:1,127.0.0.1")))
                    .as("the second host answers")
                    .isNull();
        }
    }

    private static ErrorCode codeOf(String url) {
        try (Session session = new Sessions(PostgresTest.settings(url)).open("it")) {
            assertThat(session.backendPid()).isPositive();
            return null;
        } catch (CulvertException e) {
            return e.code();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void anErrorShowsNoRowData(int major) {
        PostgresServer server = PostgresServer.shared(major);
        try (PostgresDatabase database = server.createDatabase("leak");
                Session session = PostgresTest.sessions(database).open("it")) {
            database.execute("CREATE TABLE t (a text PRIMARY KEY)", "INSERT INTO t VALUES ('S3CR3T')");
            for (String sql : List.of(
                    "INSERT INTO public.t VALUES ('S3CR3T')",
                    "SELECT a::pg_catalog.int4 FROM public.t",
                    "DO $$ BEGIN RAISE EXCEPTION 'S3CR3T'; END $$")) {
                assertThatThrownBy(() -> session.update(sql)).satisfies(thrown -> {
                    assertThat(((CulvertException) thrown).code()).isEqualTo(ErrorCode.PG_SQL);
                    for (Throwable t = thrown; t != null; t = t.getCause()) {
                        assertThat(t.toString()).doesNotContain("S3CR3T");
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aTerminatedSessionIsAConnectionLost(int major) {
        PostgresServer server = PostgresServer.shared(major);
        try (PostgresDatabase database = server.createDatabase("lost");
                Session session = PostgresTest.sessions(database).open("it")) {
            database.value("SELECT pg_terminate_backend(?)", session.backendPid());
            assertThatThrownBy(() -> session.update("SELECT 1"))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PG_CONNECTION_LOST));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aTransactionIsCommittedRolledBackOrGivenUp(int major) {
        PostgresServer server = PostgresServer.shared(major);
        try (PostgresDatabase database = server.createDatabase("txn");
                Session session = PostgresTest.sessions(database).open("it")) {
            session.update("CREATE TABLE public.t (a int)");
            assertThat(session.transaction(() -> session.update("INSERT INTO public.t VALUES (1)")))
                    .isEqualTo(1);
            session.rolledBack(() -> session.update("INSERT INTO public.t VALUES (2)"));
            assertThatThrownBy(() -> session.transaction(() -> {
                        session.update("INSERT INTO public.t VALUES (3)");
                        throw new IllegalStateException("given up");
                    }))
                    .hasMessage("given up");
            session.update("INSERT INTO public.t VALUES (4)");
            assertThat(database.query("SELECT a FROM t ORDER BY a")).containsExactly(List.of("1"), List.of("4"));
        }
    }
}
