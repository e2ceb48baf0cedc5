package dev.culvert.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.workload.Ledger;
import dev.culvert.testkit.workload.LedgerCheck;
import dev.culvert.testkit.workload.Workload;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** PostgreSQL, the broker and the walsender die under a running pipeline, which goes on by itself. */
class ServerFaultIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Test
    void goesOnAfterPostgresIsKilled() {
        try (PostgresServer server =
                        PostgresServer.builder(15).setting("fsync", "on").start();
                PostgresDatabase db = server.createDatabase("fault")) {
            under(db, 2, workload -> {
                server.kill();
                server.start();
            });
        }
    }

    @Test
    void goesOnAfterItsWalsenderIsTerminatedAgainAndAgain() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("fault")) {
            under(db, 2, workload -> {
                long last = 0;
                for (int i = 0; i < 4; i++) {
                    // half of them as soon as there is one, when it may not stream yet, the others while it confirms
                    last = Awaitility.await()
                            .atMost(LIMIT)
                            .pollInterval(Duration.ofMillis(1))
                            .until(
                                    () -> db.number(
                                            """
                                            SELECT coalesce(max(active_pid), 0) FROM pg_replication_slots
                                            WHERE database = current_database()"""),
                                    other(last));
                    if (i % 2 == 1) {
                        workload.awaitCommits(40, LIMIT);
                    }
                    db.execute("SELECT pg_terminate_backend(" + last + ")");
                }
            });
        }
    }

    private static Predicate<Long> other(long pid) {
        return now -> now != 0 && now != pid;
    }

    @Test
    void goesOnAfterTheBrokerIsKilled() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("fault")) {
            // its client waits a broker out: the pipeline need not even start over
            under(db, 1, workload -> {
                KafkaServer.shared().kill();
                KafkaServer.shared().start();
            });
        }
    }

    private static void under(PostgresDatabase db, int starts, Consumer<Workload> fault) {
        LedgerScenario scenario = new LedgerScenario(db);
        PipelineProcess.catchUp(scenario.pipeline().yaml(), LIMIT);
        Ledger ledger;
        try (Workload workload = scenario.workload().pause(Duration.ofMillis(2)).start();
                JavaProcess pipeline = PipelineProcess.start(scenario.pipeline().yaml(), false)) {
            pipeline.out().waitFor(line -> line.startsWith("phase STREAMING"), LIMIT);
            workload.awaitCommits(100, LIMIT);
            try {
                fault.accept(workload);
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(pipeline.out().text() + pipeline.err().text(), e);
            }
            workload.awaitCommits(100, LIMIT);
            ledger = workload.stop();
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> pipeline.out().lines().stream()
                                    .filter(line -> line.equals("phase STREAMING"))
                                    .count()
                            >= starts);
            assertThat(pipeline.isAlive()).isTrue();
            pipeline.signal("TERM");
            assertThat(pipeline.exitCode(Duration.ofSeconds(10))).isIn(0, 143);
        }
        scenario.judge(ledger, LedgerCheck.Coverage.ALL_STREAMED);
    }
}
