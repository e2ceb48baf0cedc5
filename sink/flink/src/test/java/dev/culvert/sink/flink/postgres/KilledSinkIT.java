package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.sink.flink.harness.PartProcess;
import dev.culvert.sink.flink.harness.PostgresStore;
import dev.culvert.sink.flink.harness.RandomTables;
import dev.culvert.sink.flink.harness.RunningSink;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.workload.RandomChanges;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code kill -9} while a bank and random tables are written: of the sink's process, and with {@code -Dculvert.test.sinkKills=10} of the
 * pipeline's, the broker and the target's server too, drawn by {@code -Dculvert.test.sinkSeed=N}; between commits of the sink and within them. {@code
 * -Dculvert.test.sinkCluster=true}: the sink is a job on a cluster, and a TaskManager or the JobManager is killed in its process' place.
 */
class KilledSinkIT {
    private static final Logger LOG = LoggerFactory.getLogger(KilledSinkIT.class);
    private static final int SHORT = 1;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int LARGE = 120_000;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private enum Victim {
        SINK,
        TARGET,
        BROKER,
        PIPELINE
    }

    private final int kills = Integer.getInteger("culvert.test.sinkKills", SHORT);
    private final long seed = Long.getLong("culvert.test.sinkSeed", new Random().nextInt(1_000_000));
    private final Random random = new Random(seed);

    private SinkScene scene;
    private CommitWatch commits;
    private RunningSink sink;
    private JavaProcess pipeline;

    @Test
    void everyCommitIsAStateOfTheSourceAndTheEndIsIt() throws Exception {
        if (kills > SHORT) {
            try (KafkaServer broker = KafkaServer.builder().start();
                    PostgresServer target = PostgresServer.start(18)) {
                run(broker, target);
            }
        } else {
            run(KafkaServer.shared(), PostgresServer.shared(18));
        }
    }

    private void run(KafkaServer broker, PostgresServer target) throws Exception {
        try (SinkScene made = new SinkScene(
                PostgresServer.shared(18).createDatabase("killed_source"),
                new PostgresStore(target.createDatabase("killed_target")),
                broker,
                SinkScene.avro(),
                RandomTables.section())) {
            scene = made;
            BankTraffic bank = new BankTraffic(scene.source(), seed);
            bank.run(20);
            try (RandomChanges changes = new RandomChanges(
                    scene.source(), seed, new RandomChanges.Kind(5, kills > SHORT ? 300 : NEVER, true, true))) {
                scene.catchUp();
                commits = new CommitWatch(scene.target());
                underFire(broker, target, bank, changes);
                scene.pipelineUntilNow(RunOptions.standard().takeover(true));
                scene.sinkUntilNow();
                scene.assertEqual(BankTraffic.TABLES);
                scene.assertEqual(changes.tables());
                LOG.info(
                        "seed {}: equal after {} kills, {} transactions of the bank, {} random changes, {} commits of the target with one sum",
                        seed,
                        kills,
                        bank.transactions(),
                        changes.changes(),
                        commits.commits());
            }
            assertThat(commits.sums()).as("seed %d", seed).containsExactly(BankTraffic.SUM);
            assertThat(commits.withoutProgress()).as("seed %d", seed).isZero();
        }
    }

    private void underFire(KafkaServer broker, PostgresServer target, BankTraffic bank, RandomChanges changes)
            throws Exception {
        try {
            pipeline = PartProcess.pipeline(scene);
            sink = Boolean.getBoolean("culvert.test.sinkCluster")
                    ? RunningSink.onCluster(scene, random)
                    : RunningSink.inProcess(scene);
            try (Writing money = Writing.start(() -> bank.run(1));
                    Writing rows = Writing.start(kills > SHORT ? changes::transaction : () -> {});
                    SumWatch watch = new SumWatch(scene.target())) {
                for (int i = 0; i < kills; i++) {
                    commits.awaitMore(LIMIT);
                    money.requireWell();
                    rows.requireWell();
                    if (i % 5 == 1) {
                        money.once(() -> bank.large(LARGE));
                    }
                    Victim victim = kills > SHORT ? Victim.values()[random.nextInt(4)] : Victim.SINK;
                    boolean within = kills > SHORT ? random.nextBoolean() : i % 2 == 0;
                    awaitMoment(within);
                    String killed = kill(victim, broker, target);
                    LOG.info("seed {}: killed {} {} a commit", seed, killed, within ? "within" : "between");
                }
                commits.awaitMore(LIMIT);
                assertThat(watch.sums()).as("seed %d", seed).containsExactly(BankTraffic.SUM);
            }
        } finally {
            for (AutoCloseable each : new AutoCloseable[] {pipeline, sink}) {
                if (each != null) {
                    each.close();
                }
            }
        }
    }

    /** Whether the sink's session has written something that is not committed. */
    private void awaitMoment(boolean within) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> requireAlive() && isWriting() == within);
    }

    private boolean isWriting() {
        return scene.target()
                        .number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND application_name LIKE 'culvert%' AND backend_xid IS NOT NULL")
                > 0;
    }

    private boolean requireAlive() {
        assertThat(pipeline.isAlive())
                .as(() -> "seed " + seed + ": " + pipeline.err().text())
                .isTrue();
        sink.requireAlive();
        return true;
    }

    private String kill(Victim victim, KafkaServer broker, PostgresServer target) {
        switch (victim) {
            case SINK -> {
                return sink.kill();
            }
            case PIPELINE -> {
                pipeline.kill();
                pipeline.close();
                pipeline = PartProcess.pipeline(scene);
            }
            case BROKER -> {
                broker.kill();
                broker.start();
            }
            case TARGET -> {
                target.kill();
                target.start();
            }
        }
        return "the " + victim.name().toLowerCase(Locale.ROOT);
    }
}
