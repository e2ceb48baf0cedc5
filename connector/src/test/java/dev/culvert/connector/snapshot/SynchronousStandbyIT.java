package dev.culvert.connector.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.connector.server.TestSource;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The one case that tells a slot's snapshot from an ordinary one: a commit whose record lies before the consistent point, so
 * that the stream will not hold it, but which no session sees yet, since it waits for a synchronous standby. It comes about
 * when the transaction begins in the last phase of the slot's making, which waits only for transactions older than that.
 */
class SynchronousStandbyIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Each of these waits for the others. */
    private static final Executor THREADS = work -> new Thread(work, "synchronous-standby-test").start();

    @ParameterizedTest
    @ValueSource(ints = {13, 15, 18})
    void aCommitThatWaitsWhileTheSlotIsMadeIsInTheSnapshot(int major) throws Exception {
        try (PostgresServer server = PostgresServer.start(major)) {
            PostgresDatabase database = server.createDatabase("sync");
            database.execute("CREATE TABLE t (id int PRIMARY KEY)");
            TestSource source = TestSource.of(database);
            assertSeen(server, source, 7, session -> session.createSlot(SlotRequest.permanent("sync"), LIMIT));
            assertSeen(server, source, 8, session -> session.repeat(LIMIT));
        }
    }

    private static void assertSeen(PostgresServer server, TestSource source, int id, Consumer<SnapshotSession> makeSlot)
            throws Exception {
        PostgresDatabase database = source.database();
        SnapshotTable t = new SnapshotTable(source.schema("t"), Optional.empty());
        server.set("synchronous_standby_names", "nobody");
        server.reload();
        CollectedSnapshot collected = new CollectedSnapshot();
        CompletableFuture<Void> commit;
        try (SnapshotSession session = new SnapshotSession(source.sessions())) {
            commit = commitInLastPhase(database, id, () -> makeSlot.accept(session));
            session.copy(List.of(t), 1, collected);
        }
        assertThat(commit).isNotDone();
        assertThat(database.query("SELECT id FROM t WHERE id = " + id))
                .as("an ordinary snapshot")
                .isEmpty();
        assertThat(collected.rows(t.schema().id())).contains(List.of(Integer.toString(id)));
        server.set("synchronous_standby_names", "");
        server.reload();
        commit.get(30, TimeUnit.SECONDS);
    }

    /** Makes a slot while two transactions end one after the other, and commits {@code id} before the second ends. */
    private static CompletableFuture<Void> commitInLastPhase(PostgresDatabase database, int id, Runnable makeSlot)
            throws Exception {
        try (Connection older = open(database);
                Connection newer = open(database)) {
            String olderXid = xid(older);
            CompletableFuture<Void> slot = CompletableFuture.runAsync(makeSlot, THREADS);
            awaitWaiterFor(database, olderXid);
            String newerXid = xid(newer);
            older.commit();
            awaitWaiterFor(database, newerXid);
            long waiting = waitingForStandby(database);
            CompletableFuture<Void> commit =
                    CompletableFuture.runAsync(() -> database.execute("INSERT INTO t VALUES (" + id + ")"), THREADS);
            await().atMost(LIMIT).until(() -> waitingForStandby(database) == waiting + 1);
            newer.commit();
            slot.get(30, TimeUnit.SECONDS);
            return commit;
        }
    }

    private static Connection open(PostgresDatabase database) throws SQLException {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = local");
        }
        connection.setAutoCommit(false);
        return connection;
    }

    private static String xid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void awaitWaiterFor(PostgresDatabase database, String xid) {
        await().atMost(LIMIT)
                .until(() -> database.number(
                                "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid::text = ?", xid)
                        == 1);
    }

    private static long waitingForStandby(PostgresDatabase database) {
        return database.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }
}
