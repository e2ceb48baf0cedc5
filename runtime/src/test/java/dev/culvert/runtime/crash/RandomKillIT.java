package dev.culvert.runtime.crash;

import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.workload.Ledger;
import dev.culvert.testkit.workload.LedgerCheck;
import dev.culvert.testkit.workload.Workload;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code kill -9} at random moments, again and again, under the same writers. {@code -Dculvert.test.kills=50} for the long form,
 * {@code -Dculvert.test.seed=N} to repeat the moments of a failed run.
 */
class RandomKillIT {
    private static final Logger LOG = LoggerFactory.getLogger(RandomKillIT.class);
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Test
    void killedAtRandomMoments() throws InterruptedException {
        int kills = Integer.getInteger("culvert.test.kills", 5);
        long seed = Long.getLong("culvert.test.seed", System.nanoTime());
        LOG.info("{} kills with seed {}", kills, seed);
        Random random = new Random(seed);
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("kills")) {
            LedgerScenario scenario = new LedgerScenario(db);
            PipelineProcess.catchUp(scenario.pipeline().yaml(), LIMIT);
            Ledger ledger;
            try (Workload workload =
                    scenario.workload().pause(Duration.ofMillis(5)).start()) {
                for (int i = 0; i < kills; i++) {
                    try (JavaProcess pipeline =
                            PipelineProcess.start(scenario.pipeline().yaml(), false)) {
                        pipeline.out().waitFor(line -> line.startsWith("phase STREAMING"), LIMIT);
                        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500)); // the moment is what is random
                        pipeline.kill();
                    }
                }
                ledger = workload.stop();
            }
            scenario.judge(ledger, LedgerCheck.Coverage.ALL_STREAMED);
        }
    }
}
