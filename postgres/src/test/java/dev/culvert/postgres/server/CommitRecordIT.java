package dev.culvert.postgres.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.postgres.PostgresTest;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits of every kind and length, by what pgoutput says of them, are found in the WAL, and not beside their place. */
class CommitRecordIT {
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private record Commit(Lsn start, Lsn end, Instant time) {}

    @ParameterizedTest
    @ValueSource(ints = {13, 14, 15, 16, 17, 18})
    void isFoundWhereItIs(int major) throws SQLException {
        String role = "reader_" + major;
        String slot = "commits_" + major;
        try (PostgresDatabase database = PostgresServer.shared(major).createDatabase("commits")) {
            database.execute(
                    "CREATE ROLE " + role + " LOGIN REPLICATION",
                    "CREATE TABLE t (id int PRIMARY KEY, note text)",
                    "CREATE PUBLICATION p FOR TABLE t",
                    "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                // so many that some of the records lie across the end of a page
                for (int i = 3_000; i < 4_500; i++) {
                    statement.execute("INSERT INTO t VALUES (" + i + ", repeat('x', " + (i % 50) + "))");
                }
                statement.execute(
                        """
                        DO $$ BEGIN
                          FOR i IN 100 .. 2300 LOOP
                            BEGIN INSERT INTO t VALUES (i); EXCEPTION WHEN division_by_zero THEN NULL; END;
                          END LOOP;
                        END $$""");
                statement.execute("SELECT pg_replication_origin_create('there')");
                statement.execute("SELECT pg_replication_origin_session_setup('there')");
                statement.execute("BEGIN");
                statement.execute("INSERT INTO t VALUES (90)");
                statement.execute("SELECT pg_replication_origin_xact_setup('0/7', '2020-02-02 02:02:02.020202+00')");
                statement.execute("COMMIT");
                statement.execute("SELECT pg_replication_origin_session_reset()");
                statement.execute("SELECT pg_replication_origin_drop('there')");
            }
            List<Commit> commits = commits(database, slot);
            assertThat(commits)
                    .anyMatch(commit -> commit.end.bytesSince(commit.start) > 8_000)
                    .anyMatch(commit -> commit.time.equals(Instant.parse("2020-02-02T02:02:02.020202Z")))
                    .anyMatch(CommitRecordIT::isAcrossPages);
            Sessions sessions = PostgresTest.sessions(database.as(role));
            List<Commit> telling = new ArrayList<>(commits.subList(0, 5));
            telling.addAll(commits.subList(commits.size() - 2, commits.size()));
            commits.stream().filter(CommitRecordIT::isAcrossPages).limit(10).forEach(telling::add);
            for (Commit commit : telling) {
                assertThat(CommitRecord.isAt(sessions.openReplication("it"), 1, commit.start, commit.end, commit.time))
                        .as(commit.toString())
                        .isTrue();
            }
            Commit one = commits.get(3);
            Commit another = commits.get(4);
            assertThat(CommitRecord.isAt(sessions.openReplication("it"), 1, one.start, one.end, another.time))
                    .isFalse();
            assertThat(CommitRecord.isAt(sessions.openReplication("it"), 1, another.start, another.end, one.time))
                    .isFalse();
            database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    private static boolean isAcrossPages(Commit commit) {
        return commit.end.bytesSince(commit.start) < 200 && commit.end.value() / 8_192 != commit.start.value() / 8_192;
    }

    /** BEGIN tells the start of the commit record and its time, COMMIT its end. */
    private static List<Commit> commits(PostgresDatabase database, String slot) {
        List<List<String>> rows = database.query(
                """
                SELECT encode(data, 'hex') FROM pg_logical_slot_get_binary_changes(?, NULL, NULL,
                  'proto_version', '1', 'publication_names', 'p') WHERE get_byte(data, 0) IN (66, 67)""",
                slot);
        List<Commit> commits = new ArrayList<>();
        for (int i = 0; i + 1 < rows.size(); i += 2) {
            ByteBuffer begin =
                    ByteBuffer.wrap(HexFormat.of().parseHex(rows.get(i).get(0)));
            ByteBuffer commit =
                    ByteBuffer.wrap(HexFormat.of().parseHex(rows.get(i + 1).get(0)));
            commits.add(new Commit(
                    new Lsn(begin.getLong(1)),
                    new Lsn(commit.getLong(10)),
                    EPOCH.plus(begin.getLong(9), ChronoUnit.MICROS)));
        }
        return commits;
    }
}
