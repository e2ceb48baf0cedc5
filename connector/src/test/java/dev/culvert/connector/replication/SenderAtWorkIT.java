package dev.culvert.connector.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.connector.server.TestSource;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A server that decodes for long, and sends nothing, is waited for; one that is silent is not. */
class SenderAtWorkIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** What no row passes but the one with this id, and the server is slow to find out. */
    private static final String SLOW = "length(repeat(id, 1000000)) > 0 AND id = '1'";

    @Test
    void aTransactionOfWhichNothingIsPublishedIsWaitedFor() throws Exception {
        try (PostgresDatabase database = PostgresServer.shared(15).createDatabase("sender")) {
            database.execute(
                    "CREATE TABLE t (id text PRIMARY KEY)", "CREATE PUBLICATION p FOR TABLE t WHERE (" + SLOW + ")");
            Lsn start =
                    Lsn.parse(database.value("SELECT lsn FROM pg_create_logical_replication_slot('sender', 'pgoutput')")
                            .orElseThrow());
            database.execute("INSERT INTO t SELECT '9' || g FROM generate_series(100, 300) AS g");
            TestSource source = TestSource.of(database);
            List<CulvertException> failures = new CopyOnWriteArrayList<>();
            AtomicBoolean came = new AtomicBoolean();
            Session session = source.sessions().openReplication(SessionOptions.replication("stream"));
            try {
                ReplicationErrors errors = new ReplicationErrors(session, "sender", "p");
                SenderAtWork sender = new SenderAtWork(source.sessions(), "sender", session.backendPid());
                WalStream wal = WalStream.start(session, errors, "sender", "p", start);
                long began = System.nanoTime();
                try (Feedback feedback = new Feedback(wal, sender, failures::add, errors, "test", PATIENCE)) {
                    feedback.start();
                    database.execute("INSERT INTO t VALUES ('1')");
                    await().pollInSameThread()
                            .pollInterval(Duration.ofMillis(1))
                            .atMost(LIMIT)
                            .until(() -> {
                                wal.poll((lsn, message) -> came.compareAndSet(false, message.get() == 'I'));
                                return came.get() || !failures.isEmpty();
                            });
                }
                assertThat(failures).isEmpty();
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .as("long enough for the server to be silent")
                        .isGreaterThan(PATIENCE.multipliedBy(2));
                await().atMost(LIMIT).untilAsserted(() -> assertThat(sender.ask())
                        .as("it waits for WAL, and would answer")
                        .isFalse());
                assertThat(new SenderAtWork(source.sessions(), "sender", 1).ask())
                        .as("another process")
                        .isFalse();
            } finally {
                session.abort();
            }
        }
    }
}
