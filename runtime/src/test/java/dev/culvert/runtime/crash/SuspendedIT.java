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
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A pipeline is stopped (SIGSTOP) with a Kafka transaction open, until the broker has aborted it, and then goes on: alone, or with
 * another instance in its place.
 */
class SuspendedIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int REFUSED = 4;

    @Test
    void aloneItStartsOver() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("frozen")) {
            LedgerScenario scenario = scenario(db);
            Ledger ledger;
            try (Workload workload =
                            scenario.workload().pause(Duration.ofMillis(2)).start();
                    JavaProcess pipeline =
                            PipelineProcess.start(scenario.pipeline().yaml(), false)) {
                freezeInsideTransaction(pipeline, workload, scenario);
                awaitAborted(scenario);
                pipeline.signal("CONT");
                workload.awaitCommits(200, LIMIT);
                ledger = workload.stop();
                // its transaction was aborted, so it must have started over to go on
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> pipeline.out().lines().stream()
                                        .filter("phase STREAMING"::equals)
                                        .count()
                                > 1);
                assertThat(pipeline.isAlive()).isTrue();
                pipeline.signal("TERM");
                pipeline.exitCode(Duration.ofSeconds(10));
            }
            scenario.judge(ledger, LedgerCheck.Coverage.ALL_STREAMED);
        }
    }

    @Test
    void withAnotherInItsPlaceItStops() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("frozen")) {
            LedgerScenario scenario = scenario(db);
            Ledger ledger;
            try (Workload workload =
                            scenario.workload().pause(Duration.ofMillis(2)).start();
                    JavaProcess frozen =
                            PipelineProcess.start(scenario.pipeline().yaml(), false)) {
                freezeInsideTransaction(frozen, workload, scenario);
                try (JavaProcess other =
                        PipelineProcess.takeOver(scenario.pipeline().yaml())) {
                    other.out().waitFor(line -> line.startsWith("phase STREAMING"), LIMIT);
                    workload.awaitCommits(100, LIMIT);
                    frozen.signal("CONT");
                    assertThat(frozen.exitCode(LIMIT)).as(frozen.err().text()).isEqualTo(REFUSED);
                    workload.awaitCommits(100, LIMIT);
                    ledger = workload.stop();
                    assertThat(other.isAlive()).isTrue();
                    assertThat(other.out().lines()).doesNotContain("phase RETRYING");
                    other.signal("TERM");
                    other.exitCode(Duration.ofSeconds(10));
                }
            }
            scenario.judge(ledger, LedgerCheck.Coverage.ALL_STREAMED);
        }
    }

    private static LedgerScenario scenario(PostgresDatabase db) {
        LedgerScenario scenario = new LedgerScenario(db);
        scenario.pipeline()
                .kafka("producer: {transaction.timeout.ms: 6000, delivery.timeout.ms: 5000, request.timeout.ms: 4000}");
        PipelineProcess.catchUp(scenario.pipeline().yaml(), LIMIT);
        return scenario;
    }

    private static void freezeInsideTransaction(JavaProcess pipeline, Workload workload, LedgerScenario scenario) {
        pipeline.out().waitFor(line -> line.startsWith("phase STREAMING"), LIMIT);
        workload.awaitCommits(100, LIMIT);
        Awaitility.await().atMost(LIMIT).until(() -> {
            pipeline.signal("STOP");
            // a commit may have been on its way
            TimeUnit.MILLISECONDS.sleep(500);
            boolean open = isOngoing(scenario);
            if (!open) {
                pipeline.signal("CONT");
            }
            return open;
        });
    }

    private static void awaitAborted(LedgerScenario scenario) {
        Awaitility.await().atMost(LIMIT).until(() -> !isOngoing(scenario));
    }

    private static boolean isOngoing(LedgerScenario scenario) throws ExecutionException, InterruptedException {
        try (Admin admin = KafkaServer.shared().admin()) {
            Collection<TransactionListing> all = admin.listTransactions().all().get();
            List<TransactionState> states = all.stream()
                    .filter(listing -> listing.transactionalId()
                            .endsWith("." + scenario.pipeline().name()))
                    .map(TransactionListing::state)
                    .toList();
            assertThat(states).hasSize(1);
            return states.get(0) == TransactionState.ONGOING;
        }
    }
}
