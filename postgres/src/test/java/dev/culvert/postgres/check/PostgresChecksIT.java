package dev.culvert.postgres.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.PostgresAddress;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.PublicationDefinition;
import dev.culvert.schemas.definition.SlotDefinition;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import dev.culvert.testkit.proxy.TcpProxy;
import java.nio.file.Files;
import java.sql.Connection;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresChecksIT {

    private static SourceDefinition source(String slot, boolean manage, TableRule... rules) {
        return new SourceDefinition(
                new PostgresDefinition(
                        Optional.of("postgresql://u@h/d"), Optional.empty(), Optional.empty(), PostgresTest.noTls()),
                SourceDefinition.Engine.NATIVE,
                new SlotDefinition(slot, true, SlotDefinition.Failover.AUTO, 1L << 30),
                new PublicationDefinition("culvert_checks", manage),
                List.of(rules));
    }

    private static TableRule rule(String table) {
        return new TableRule(table, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
    }

    /** Findings by the title of their check, in order. */
    private static Map<String, List<Finding>> run(PostgresDatabase database, SourceDefinition source) {
        return run(PostgresTest.sessions(database), source);
    }

    private static Map<String, List<Finding>> run(Sessions sessions, SourceDefinition source) {
        Map<String, List<Finding>> findings = new LinkedHashMap<>();
        try (PostgresChecks checks = PostgresChecks.of(sessions, source)) {
            for (Check check : checks.checks()) {
                assertThat(findings.put(check.title(), check.run()))
                        .as(check.title())
                        .isNull();
            }
        }
        return findings;
    }

    private static List<Finding> notPassed(Map<String, List<Finding>> findings) {
        return findings.values().stream()
                .flatMap(List::stream)
                .filter(f -> f.severity() != Severity.PASSED && f.severity() != Severity.INFO)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void aLeastPrivilegedRoleOnAServerThatIsSetUpPassesAll(int major) {
        String role = "checks_least_" + major;
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("least")) {
            database.execute(
                    "CREATE ROLE " + role + " LOGIN REPLICATION",
                    "GRANT pg_monitor TO " + role,
                    "CREATE TABLE t (a int PRIMARY KEY)",
                    "CREATE TABLE p (a int PRIMARY KEY) PARTITION BY LIST (a)",
                    "CREATE TABLE p1 PARTITION OF p DEFAULT");
            SourceDefinition source = source("checks_least_slot", false, rule("public.*"));
            List<Finding> missing = notPassed(run(database.as(role), source));
            assertThat(missing)
                    .filteredOn(f -> f.code() != ErrorCode.PG_OUTPUT_PLUGIN)
                    .extracting(Finding::code, Finding::severity, Finding::object)
                    .containsExactly(
                            tuple(ErrorCode.PUBLICATION_MISSING, Severity.ERROR, "publication \"culvert_checks\""),
                            tuple(ErrorCode.PG_PRIVILEGE, Severity.ERROR, "table public.p"),
                            tuple(ErrorCode.PG_PRIVILEGE, Severity.ERROR, "table public.p1"),
                            tuple(ErrorCode.PG_PRIVILEGE, Severity.ERROR, "table public.t"));
            missing.stream().filter(f -> f.severity() == Severity.ERROR).forEach(f -> database.execute(f.remedy()));
            assertThat(notPassed(run(database.as(role), source)))
                    .as("the statements mend what they say they mend")
                    .filteredOn(f -> f.code() != ErrorCode.PG_OUTPUT_PLUGIN)
                    .isEmpty();
            database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void privilegesMissingAndInExcessAreNamedWithTheirStatements(int major) {
        String role = "Checks \"odd\" " + major;
        String owner = "checks_owner_" + major;
        String quoted = PostgresDatabase.quote(role);
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("privileges")) {
            database.execute(
                    "CREATE ROLE " + quoted + " LOGIN CREATEDB",
                    "CREATE ROLE " + owner,
                    "CREATE SCHEMA \"S.1\"",
                    "CREATE TABLE \"S.1\".t (a int PRIMARY KEY)",
                    "ALTER TABLE \"S.1\".t OWNER TO " + owner,
                    "GRANT INSERT ON \"S.1\".t TO " + quoted,
                    "REVOKE EXECUTE ON FUNCTION pg_logical_emit_message(bool, text, bytea"
                            + (major >= 17 ? ", bool" : "") + ") FROM PUBLIC");
            SourceDefinition source = source("checks_priv_slot", true, rule("\"S.1\".t"));
            Map<String, List<Finding>> before = run(database.as(role), source);
            assertThat(before.get("replication login").get(0).severity()).isEqualTo(Severity.ERROR);
            assertThat(before.get("open transactions").get(0).severity()).isEqualTo(Severity.UNKNOWN);
            assertThat(before.get("privileges"))
                    .extracting(Finding::object)
                    .containsExactly(
                            "schema S.1",
                            "table S.1.t",
                            "function pg_logical_emit_message",
                            "database " + database.name(),
                            "table S.1.t");
            assertThat(before.get("excess privileges"))
                    .extracting(Finding::remedy)
                    .containsExactly(
                            "ALTER ROLE " + quoted + " NOCREATEDB;",
                            "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON \"S.1\".\"t\" FROM " + quoted + ";");
            for (String title : List.of(
                    "replication login",
                    "output_plugin_libraries",
                    "open transactions",
                    "excess privileges",
                    "privileges")) {
                before.get(title).stream()
                        .filter(f ->
                                f.severity() != Severity.PASSED && f.remedy().endsWith(";"))
                        .forEach(f -> database.execute(f.remedy()));
            }
            Map<String, List<Finding>> after = run(database.as(role), source);
            assertThat(notPassed(after))
                    .filteredOn(f -> f.code() != ErrorCode.PG_OUTPUT_PLUGIN)
                    .isEmpty();
            assertThat(run(database, source).get("excess privileges"))
                    .extracting(Finding::code, Finding::severity)
                    .containsExactly(tuple(ErrorCode.PG_PRIVILEGE_EXCESS, Severity.WARNING));
            database.execute(
                    "GRANT EXECUTE ON FUNCTION pg_logical_emit_message(bool, text, bytea"
                            + (major >= 17 ? ", bool" : "") + ") TO PUBLIC",
                    "DROP OWNED BY " + quoted + ", " + owner,
                    "DROP ROLE " + quoted + ", " + owner);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aServerThatIsNotSetUpIsToldWhatToDo(int major) throws Exception {
        try (PostgresServer server = PostgresServer.builder(major)
                        .setting("wal_level", "replica")
                        .setting("max_wal_senders", "0")
                        .setting("max_prepared_transactions", "2")
                        .setting("wal_sender_timeout", "0")
                        .unset("max_slot_wal_keep_size")
                        .start();
                PostgresDatabase database = server.createDatabase("raw")) {
            database.execute("CREATE TABLE t (a int PRIMARY KEY)");
            try (Connection open = database.connect()) {
                open.setAutoCommit(false);
                open.createStatement().execute("INSERT INTO t VALUES (1)");
                open.createStatement().execute("PREPARE TRANSACTION 'it''s \"prepared\"'");
            }
            SourceDefinition source = source("checks_raw_slot", true, rule("public.t"));
            Map<String, List<Finding>> found = run(database, source);
            assertThat(notPassed(found))
                    .filteredOn(f -> f.code() != ErrorCode.PG_OUTPUT_PLUGIN)
                    .extracting(Finding::code, Finding::severity)
                    .containsExactly(
                            tuple(ErrorCode.PG_WAL_LEVEL, Severity.ERROR),
                            tuple(ErrorCode.PG_NO_FREE_WALSENDER, Severity.ERROR),
                            tuple(ErrorCode.PG_NO_FREE_WALSENDER, Severity.ERROR),
                            tuple(ErrorCode.PG_SETTING, Severity.WARNING),
                            tuple(ErrorCode.WAL_UNPROTECTED, Severity.WARNING),
                            tuple(ErrorCode.PG_OPEN_TRANSACTION, Severity.WARNING),
                            tuple(ErrorCode.PG_PRIVILEGE_EXCESS, Severity.WARNING));
            for (String title :
                    List.of("wal_level", "free WAL senders", "wal_sender_timeout", "max_slot_wal_keep_size")) {
                for (String statement : found.get(title).get(0).remedy().split(";")) {
                    if (!statement.contains("restart")) {
                        database.execute(statement);
                    }
                }
            }
            database.execute(found.get("open transactions").get(0).remedy().split(";")[0]);
            // the testkit's own file of settings comes after what ALTER SYSTEM wrote only for what it names
            server.set("wal_level", "logical");
            server.set("max_wal_senders", "5");
            server.set("wal_sender_timeout", "60s");
            server.restart(StopMode.FAST);
            assertThat(notPassed(run(database, source)))
                    .filteredOn(f -> f.code() != ErrorCode.PG_OUTPUT_PLUGIN)
                    .extracting(Finding::code)
                    .containsExactly(ErrorCode.PG_PRIVILEGE_EXCESS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void slotsAreToldApart(int major) throws Exception {
        String name = "checks_slots_" + major;
        try (PostgresServer server = PostgresServer.builder(major)
                        .setting("max_replication_slots", "1")
                        .start();
                PostgresDatabase database = server.createDatabase("slots")) {
            database.execute(
                    "CREATE TABLE t (a int PRIMARY KEY)",
                    "SELECT pg_create_physical_replication_slot('" + name + "', true)");
            SourceDefinition source = source(name, true, rule("public.t"));
            assertThat(run(database, source).get("slot").get(0).code()).isEqualTo(ErrorCode.SLOT_FOREIGN);
            assertThat(run(database, source("another", true, rule("public.t")))
                            .get("free replication slots")
                            .get(0)
                            .severity())
                    .isEqualTo(Severity.ERROR);
            try (CheckContext context = new CheckContext(PostgresTest.sessions(database), source)) {
                database.execute("INSERT INTO t VALUES (1)");
                List<Finding> inactive = new InactiveSlotsCheck(context, 1).run();
                assertThat(inactive)
                        .extracting(Finding::code, Finding::severity)
                        .containsExactly(tuple(ErrorCode.SLOT_INACTIVE, Severity.WARNING));
                String remedy = inactive.get(0).remedy();
                database.execute(remedy.substring(remedy.indexOf("SELECT")));
                assertThat(new InactiveSlotsCheck(context, 1).run().get(0).severity())
                        .isEqualTo(Severity.PASSED);
            }
            assertThat(run(database, source).get("slot").get(0).severity()).isEqualTo(Severity.PASSED);
            try (Session replication = PostgresTest.sessions(database).openReplication("it")) {
                Slots.create(replication, SlotRequest.permanent(name));
            }
            assertThat(run(database, source).get("slot").get(0).severity()).isEqualTo(Severity.PASSED);
            server.set("max_slot_wal_keep_size", "1MB");
            server.reload();
            database.execute(
                    "CREATE TABLE filler AS SELECT repeat('x', 1000) FROM generate_series(1, 40000)",
                    "SELECT pg_switch_wal()",
                    "CHECKPOINT");
            assertThat(run(database, source).get("slot").get(0).code()).isEqualTo(ErrorCode.SLOT_LOST);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void anOpenTransactionIsFoundOnlyWhenItMatters(int major) throws Exception {
        try (PostgresServer server = PostgresServer.start(major);
                PostgresDatabase database = server.createDatabase("open");
                Connection open = database.connect()) {
            open.setAutoCommit(false);
            open.createStatement().execute("CREATE TABLE t (a int PRIMARY KEY)");
            SourceDefinition source = source("checks_open_slot", true, rule("public.t"));
            try (CheckContext context = new CheckContext(PostgresTest.sessions(database), source)) {
                assertThat(new OpenTransactionsCheck(context, Duration.ZERO).run())
                        .extracting(Finding::code, Finding::severity)
                        .containsExactly(tuple(ErrorCode.PG_OPEN_TRANSACTION, Severity.WARNING));
                assertThat(new OpenTransactionsCheck(context, Duration.ofHours(1))
                                .run()
                                .get(0)
                                .severity())
                        .isEqualTo(Severity.PASSED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aStandbyIsNotAPrimary(int major) throws Exception {
        try (PostgresServer server = PostgresServer.start(major);
                PostgresDatabase database = server.createDatabase("standby")) {
            database.execute("CREATE TABLE t (a int PRIMARY KEY)");
            server.stop(StopMode.FAST);
            Files.createFile(server.dataDir().resolve("standby.signal"));
            server.start();
            try {
                Map<String, List<Finding>> found = run(database, source("checks_standby", true, rule("public.t")));
                assertThat(found.get("primary behind the address").get(0).severity())
                        .isEqualTo(Severity.ERROR);
                String two = database.url().replace("127.0.0.1:", "127.0.0.1:1,127.0.0.1:");
                assertThat(run(
                                        new Sessions(PostgresTest.settings(two)),
                                        source("checks_standby", true, rule("public.t")))
                                .get("connection"))
                        .extracting(Finding::severity)
                        .containsExactly(Severity.ERROR);
            } finally {
                server.stop(StopMode.FAST);
                Files.delete(server.dataDir().resolve("standby.signal"));
                server.start();
            }
        }
    }

    @Test
    void withoutAServerNothingPassesAndNobodyWaitsTwice() {
        PostgresServer server = PostgresServer.shared(18);
        try (TcpProxy proxy = TcpProxy.to(server.host(), server.port())) {
            proxy.freeze();
            ConnectionSettings settings = new ConnectionSettings(
                    PostgresAddress.parse("postgresql://postgres@" + proxy.address() + "/postgres"),
                    Optional.empty(),
                    PostgresTest.noTls(),
                    "test",
                    Duration.ofSeconds(1));
            Map<String, List<Finding>> found = run(new Sessions(settings), source("s", true, rule("public.t")));
            assertThat(found).hasSizeGreaterThan(15);
            assertThat(found.values().stream().flatMap(List::stream))
                    .noneMatch(f -> f.severity() == Severity.PASSED)
                    .filteredOn(f -> f.severity() == Severity.ERROR)
                    .extracting(Finding::code)
                    .containsExactly(ErrorCode.PG_UNREACHABLE);
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }
}
