package dev.culvert.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.connector.server.TestSource;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotSessionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static SnapshotTable table(TestSource source, String name) {
        return new SnapshotTable(source.schema(name), Optional.empty());
    }

    private static PostgresDatabase database(int major) {
        return PostgresServer.shared(major).createDatabase("snapshot");
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void everyRowOnceInParallelByRangesAndPartitions(int major) throws Exception {
        try (PostgresDatabase database = database(major)) {
            database.execute(
                    "CREATE TABLE wide (id int PRIMARY KEY, pad text)",
                    "INSERT INTO wide SELECT g, repeat('x', 700) FROM generate_series(1, 100000) g",
                    "CREATE TABLE parted (id int, r text, PRIMARY KEY (id, r)) PARTITION BY LIST (r)",
                    "CREATE TABLE parted_eu PARTITION OF parted FOR VALUES IN ('eu')",
                    "CREATE TABLE parted_us (r text NOT NULL, id int NOT NULL)",
                    "ALTER TABLE parted ATTACH PARTITION parted_us FOR VALUES IN ('us')",
                    "INSERT INTO parted SELECT g, CASE WHEN g % 2 = 0 THEN 'eu' ELSE 'us' END FROM generate_series(1, 999) g",
                    "CREATE TABLE parent (id int PRIMARY KEY)",
                    "CREATE TABLE child () INHERITS (parent)",
                    "INSERT INTO parent VALUES (1)",
                    "INSERT INTO child VALUES (2)",
                    "CREATE TABLE empty (id int PRIMARY KEY)");
            TestSource source = TestSource.of(database);
            CollectedSnapshot collected = new CollectedSnapshot();
            try (SnapshotSession session = new SnapshotSession(source.sessions())) {
                session.createSlot(SlotRequest.permanent("snap_" + major), PATIENCE);
                // after the snapshot: not in it
                database.execute(
                        "INSERT INTO wide VALUES (0, 'late')", "DELETE FROM wide WHERE id = 1", "DELETE FROM parted");
                boolean all = session.copy(
                        List.of(
                                table(source, "wide"),
                                table(source, "parted"),
                                table(source, "parent"),
                                table(source, "empty")),
                        3,
                        collected);
                assertThat(all).isTrue();
                assertThat(session.progress()).allMatch(SnapshotProgress::done);
                assertThat(session.progress().get(0).rows()).isEqualTo(100_000);
                assertThat(session.progress().get(0).bytes()).isGreaterThan(70_000_000);
            }
            assertThat(collected.workers()).isEqualTo(3);
            assertThat(collected.rows(new TableId("public", "wide")))
                    .extracting(row -> Integer.parseInt(row.get(0)))
                    .hasSize(100_000)
                    .doesNotHaveDuplicates()
                    .allMatch(id -> id >= 1 && id <= 100_000);
            assertThat(collected.rows(new TableId("public", "parted")))
                    .hasSize(999)
                    .doesNotHaveDuplicates()
                    .allMatch(row -> row.get(1).equals(Integer.parseInt(row.get(0)) % 2 == 0 ? "eu" : "us"));
            assertThat(collected.rows(new TableId("public", "parent"))).containsExactly(List.of("1"));
            assertThat(collected.events())
                    .contains(
                            "done public.wide 100000",
                            "done public.parted 999",
                            "start public.empty",
                            "done public.empty 0");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 18})
    void aLargeTableIsReadBySeveralSessions(int major) throws Exception {
        try (PostgresDatabase database = database(major)) {
            database.execute(
                    "CREATE TABLE wide (id int PRIMARY KEY, pad text)",
                    "INSERT INTO wide SELECT g, repeat('x', 700) FROM generate_series(1, 100000) g");
            TestSource source = TestSource.of(database);
            CountDownLatch both = new CountDownLatch(2);
            try (SnapshotSession session = new SnapshotSession(source.sessions())) {
                session.repeat(PATIENCE);
                CollectedSnapshot collected = new CollectedSnapshot();
                session.copy(List.of(table(source, "wide")), 2, new SnapshotHandler() {
                    @Override
                    public Worker worker() {
                        Worker inner = collected.worker();
                        boolean[] first = {true};
                        return row -> {
                            if (first[0]) {
                                first[0] = false;
                                both.countDown();
                                await(both);
                            }
                            inner.row(row);
                        };
                    }

                    @Override
                    public void tableStarted(
                            dev.culvert.schemas.change.TableSchema table, long estimatedRows, long estimatedBytes) {
                        collected.tableStarted(table, estimatedRows, estimatedBytes);
                    }

                    @Override
                    public void tableDone(TableId table, long rows) {
                        collected.tableDone(table, rows);
                    }
                });
                assertThat(collected.rows(new TableId("public", "wide"))).hasSize(100_000);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the other session read nothing of the table");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void columnsAndFilterOfThePublication(int major) {
        try (PostgresDatabase database = database(major)) {
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY, secret text, region text)",
                    "INSERT INTO t VALUES (1, 'a', 'eu'), (2, 'b', 'us'), (3, 'c', NULL)",
                    "CREATE PUBLICATION p FOR TABLE t (id, region) WHERE (region = 'eu'::text)");
            TestSource source = TestSource.of(database);
            var whole = source.schema("t");
            var published = new dev.culvert.schemas.change.TableSchema(
                    whole.id(),
                    whole.relationOid(),
                    List.of(whole.columns().get(0), whole.columns().get(2)),
                    List.of(0),
                    whole.identity(),
                    1);
            CollectedSnapshot collected = new CollectedSnapshot();
            try (SnapshotSession session = new SnapshotSession(source.sessions())) {
                session.repeat(PATIENCE);
                session.copy(List.of(new SnapshotTable(published, Optional.of("(region = 'eu'::text)"))), 1, collected);
            }
            assertThat(collected.rows(whole.id())).containsExactly(List.of("1", "eu"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void stopEndsACopyThatIsHeldUpAndItsSessions(int major) throws Exception {
        try (PostgresDatabase database = database(major)) {
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT g FROM generate_series(1, 200000) g");
            TestSource source = TestSource.of(database);
            SnapshotTable t = table(source, "t");
            try (SnapshotSession session = new SnapshotSession(source.sessions());
                    Connection blocker = database.connect()) {
                session.repeat(PATIENCE);
                blocker.setAutoCommit(false);
                try (Statement statement = blocker.createStatement()) {
                    statement.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
                }
                CompletableFuture<Boolean> copy =
                        CompletableFuture.supplyAsync(() -> session.copy(List.of(t), 2, new CollectedSnapshot()));
                org.awaitility.Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> database.number(
                                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 't'::regclass")
                                == 1);
                long start = System.nanoTime();
                session.stop();
                assertThat(copy.get(20, TimeUnit.SECONDS)).isFalse();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
                blocker.rollback();
            }
            org.awaitility.Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> database.number(
                                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'culvert/%'")
                            == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aTableThatChangedBeforeItWasLockedIsRefused(int major) {
        try (PostgresDatabase database = database(major)) {
            database.execute(
                    "CREATE TABLE dropped (id int PRIMARY KEY, a int)",
                    "CREATE TABLE retyped (id int PRIMARY KEY, a int)",
                    "CREATE TABLE again (id int PRIMARY KEY)",
                    "CREATE TABLE gone (id int PRIMARY KEY)");
            TestSource source = TestSource.of(database);
            List<SnapshotTable> tables = List.of(
                    table(source, "dropped"), table(source, "retyped"), table(source, "again"), table(source, "gone"));
            database.execute(
                    "ALTER TABLE dropped DROP COLUMN a",
                    "ALTER TABLE retyped ALTER a TYPE bigint",
                    "DROP TABLE gone",
                    "DROP TABLE again",
                    "CREATE TABLE again (id int PRIMARY KEY)");
            for (SnapshotTable table : tables.subList(0, 3)) {
                refused(source, table, ErrorCode.SHAPE_CHANGED);
            }
            refused(source, tables.get(3), ErrorCode.TABLE_MISSING);
        }
    }

    /** To a snapshot from before, a table that is rewritten or truncated is empty. */
    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aTableThatWasRewrittenAfterTheSnapshotIsCopiedByALaterOne(int major) {
        try (PostgresDatabase database = database(major)) {
            database.execute(
                    "CREATE TABLE kept (id int PRIMARY KEY, n int)",
                    "INSERT INTO kept VALUES (1, 1)",
                    "CREATE TABLE rewritten (id int PRIMARY KEY, n int)",
                    "INSERT INTO rewritten VALUES (1, 1), (2, 2)",
                    "CREATE TABLE parted (id int PRIMARY KEY, n int) PARTITION BY RANGE (id)",
                    "CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10)",
                    "INSERT INTO parted VALUES (1, 1), (2, 2)");
            TestSource source = TestSource.of(database);
            List<SnapshotTable> tables = List.of(table(source, "kept"), table(source, "rewritten"));
            List<SnapshotTable> parted = List.of(table(source, "parted"));
            try (SnapshotSession session = new SnapshotSession(source.sessions())) {
                session.repeat(PATIENCE);
                database.execute("ALTER TABLE rewritten ALTER n TYPE int USING n + 10");
                assertFails(session, tables, ErrorCode.SNAPSHOT_FAILED);
            }
            try (SnapshotSession session = new SnapshotSession(source.sessions())) {
                session.repeat(PATIENCE);
                database.execute(
                        "ALTER TABLE parted_1 ALTER n SET NOT NULL",
                        "CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10) TO (20)");
                CollectedSnapshot collected = new CollectedSnapshot();
                assertThat(session.copy(List.of(tables.get(0), tables.get(1), parted.get(0)), 1, collected))
                        .isTrue();
                assertThat(collected.rows(tables.get(1).schema().id()))
                        .containsExactlyInAnyOrder(List.of("1", "11"), List.of("2", "12"));
                assertThat(collected.rows(parted.get(0).schema().id())).hasSize(2);
            }
            try (SnapshotSession session = new SnapshotSession(source.sessions())) {
                session.repeat(PATIENCE);
                database.execute("TRUNCATE parted_1");
                assertFails(session, parted, ErrorCode.SNAPSHOT_FAILED);
            }
        }
    }

    /** A value that the server cannot send would be met again by every later try. */
    @Test
    void bytesThatAreNoTextAreToldByName() {
        PostgresServer server = PostgresServer.shared(18);
        server.maintenance()
                .execute("CREATE DATABASE snapshot_ascii ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C'"
                        + " LC_CTYPE 'C'");
        try (PostgresDatabase database = server.database("snapshot_ascii")) {
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY, v text)",
                    "INSERT INTO t VALUES (1, convert_from('\\xff41fe', 'SQL_ASCII'))");
            TestSource source = TestSource.of(database);
            refused(source, table(source, "t"), ErrorCode.VALUE_UNDECODABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void rowLevelSecurityHidesNothingButIsRefused(int major) {
        try (PostgresDatabase database = database(major)) {
            String role = "rls_" + major;
            database.execute(
                    "CREATE ROLE " + role + " LOGIN REPLICATION",
                    "CREATE TABLE t (id int PRIMARY KEY)",
                    "INSERT INTO t VALUES (1), (2)",
                    "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
                    "CREATE POLICY p ON t USING (id = 1)",
                    "GRANT SELECT ON t TO " + role);
            try {
                TestSource source = TestSource.of(database.as(role));
                refused(source, table(source, "t"), ErrorCode.TABLE_RLS);
            } finally {
                database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
            }
        }
    }

    private static void refused(TestSource source, SnapshotTable table, ErrorCode code) {
        try (SnapshotSession session = new SnapshotSession(source.sessions())) {
            session.repeat(PATIENCE);
            assertFails(session, List.of(table), code);
        }
    }

    private static void assertFails(SnapshotSession session, List<SnapshotTable> tables, ErrorCode code) {
        CollectedSnapshot collected = new CollectedSnapshot();
        assertThatThrownBy(() -> session.copy(tables, 1, collected))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(collected.events()).noneMatch(event -> event.startsWith("done"));
    }

    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aConnectionThatBreaksIsAnErrorThatMayPass(int major) {
        try (PostgresDatabase database = database(major)) {
            database.execute(
                    "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT g FROM generate_series(1, 300000) g");
            TestSource source = TestSource.of(database);
            try (SnapshotSession session = new SnapshotSession(source.sessions())) {
                Lsn point = session.repeat(PATIENCE);
                assertThat(point).isEqualTo(session.consistentPoint());
                boolean[] killed = {false};
                SnapshotHandler killer = new SnapshotHandler() {
                    @Override
                    public Worker worker() {
                        return row -> {
                            if (!killed[0]) {
                                killed[0] = true;
                                database.query(
                                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY %' AND datname = current_database()");
                            }
                        };
                    }

                    @Override
                    public void tableStarted(
                            dev.culvert.schemas.change.TableSchema table, long estimatedRows, long estimatedBytes) {}

                    @Override
                    public void tableDone(TableId table, long rows) {
                        throw new IllegalStateException("a table that broke off is done");
                    }
                };
                assertThatThrownBy(() -> session.copy(List.of(table(source, "t")), 1, killer))
                        .isInstanceOfSatisfying(
                                CulvertException.class, e -> assertThat(e.code().recovery())
                                        .isEqualTo(dev.culvert.schemas.error.Recovery.RETRY));
            }
        }
    }
}
