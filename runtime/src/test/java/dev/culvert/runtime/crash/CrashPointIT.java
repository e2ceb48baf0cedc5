package dev.culvert.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.workload.Ledger;
import dev.culvert.testkit.workload.LedgerCheck;
import dev.culvert.testkit.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The process dies at each named place, under writers; nothing is missing, doubled or out of order afterwards, whichever engine goes on.
 * {@code -Dculvert.test.preload=500000} for the long form.
 */
class CrashPointIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** Without it writers fill the topics for as long as a process takes to start, and reading them takes longer than all else. */
    private static final Duration PAUSE = Duration.ofMillis(3);

    private static final int KILLED = 137;
    private static final int PRELOADED = Integer.getInteger("culvert.test.preload", 30_000);

    @ParameterizedTest
    @CsvSource({
        "before-send:700, native, native",
        "inside-transaction:900, native, debezium",
        "inside-transaction:900, debezium, native",
        "after-send-before-commit:5, native, native",
        "after-commit-before-confirm:5, native, native",
        "after-commit-before-confirm:5, debezium, debezium",
        "after-confirm:5, native, native",
    })
    void diesInTheStream(String crash, String engine, String successor) {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("crash")) {
            LedgerScenario scenario = new LedgerScenario(db);
            scenario.withEvents();
            scenario.pipeline().engine(engine);
            PipelineProcess.catchUp(scenario.pipeline().yaml(), LIMIT);
            Ledger ledger;
            try (Workload workload = scenario.workload().pause(PAUSE).start();
                    JavaProcess dying =
                            PipelineProcess.start(scenario.pipeline().yaml(), false, "culvert.crash=" + crash)) {
                assertThat(dying.exitCode(LIMIT)).isEqualTo(KILLED);
                workload.awaitCommits(50, LIMIT);
                ledger = workload.stop();
            }
            scenario.pipeline().engine(successor);
            scenario.judge(ledger, LedgerCheck.Coverage.ALL_STREAMED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"before-slot:1", "after-slot:1", "in-snapshot", "after-snapshot-checkpoint:1", "snapshot-end:1"})
    void diesInTheSnapshot(String place) {
        String crash = place.equals("in-snapshot") ? place + ":" + PRELOADED / 2 : place;
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("crash")) {
            LedgerScenario scenario = new LedgerScenario(db);
            scenario.preload(PRELOADED);
            Ledger ledger;
            try (Workload workload = scenario.workload().pause(PAUSE).start();
                    JavaProcess dying =
                            PipelineProcess.start(scenario.pipeline().yaml(), false, "culvert.crash=" + crash)) {
                assertThat(dying.exitCode(LIMIT)).isEqualTo(KILLED);
                workload.awaitCommits(50, LIMIT);
                ledger = workload.stop();
            }
            scenario.judge(ledger, LedgerCheck.Coverage.SNAPSHOT_FIRST);
        }
    }
}
