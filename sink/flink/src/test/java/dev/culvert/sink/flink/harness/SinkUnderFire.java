package dev.culvert.sink.flink.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.workload.RandomChanges;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code kill -9} while a bank and random tables are written: of the sink's process, and with {@code -Dculvert.test.sinkKills=10} of the
 * pipeline's, the broker and the store's server too, drawn by {@code -Dculvert.test.sinkSeed=N}; between commits of the sink and within them. {@code
 * -Dculvert.test.sinkCluster=true}: the sink is a job on a cluster, and a TaskManager or the JobManager is killed in its process' place.
 */
public final class SinkUnderFire {
    private static final Logger LOG = LoggerFactory.getLogger(SinkUnderFire.class);
    private static final int SHORT = 1;
    private static final int NEVER = Integer.MAX_VALUE;
    private static final int LARGE = 120_000;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private enum Victim {
        SINK,
        SERVER,
        BROKER,
        PIPELINE
    }

    private final int kills = Integer.getInteger("culvert.test.sinkKills", SHORT);
    private final long seed = Long.getLong("culvert.test.sinkSeed", new Random().nextInt(1_000_000));
    private final Random random = new Random(seed);
    private final BiFunction<PostgresServer, PostgresDatabase, SinkStore> store;
    private final BiFunction<SinkScene, BankTraffic, CommitWitness> witness;

    private SinkScene scene;
    private CommitWitness commits;
    private RunningSink sink;
    private JavaProcess pipeline;

    /**
     * @param store makes the store, by a server that is killed too, of the source's database
     * @param witness begins to look at the store, which has the tables already
     */
    public SinkUnderFire(
            BiFunction<PostgresServer, PostgresDatabase, SinkStore> store,
            BiFunction<SinkScene, BankTraffic, CommitWitness> witness) {
        this.store = store;
        this.witness = witness;
    }

    /** Every commit is a state that the source had, and the last one is what it has. */
    public void run() throws Exception {
        if (kills > SHORT) {
            try (KafkaServer broker = KafkaServer.builder().start();
                    PostgresServer server = PostgresServer.start(18)) {
                run(broker, server);
            }
        } else {
            run(KafkaServer.shared(), PostgresServer.shared(18));
        }
    }

    private void run(KafkaServer broker, PostgresServer server) throws Exception {
        PostgresDatabase source = PostgresServer.shared(18).createDatabase("killed_source");
        try (SinkScene made =
                new SinkScene(source, store.apply(server, source), broker, SinkScene.avro(), RandomTables.section())) {
            scene = made;
            scene.parallelism(1 + random.nextInt(4));
            BankTraffic bank = new BankTraffic(source, seed);
            bank.run(20);
            try (RandomChanges changes = new RandomChanges(
                    source, seed, new RandomChanges.Kind(5, kills > SHORT ? 300 : NEVER, true, true))) {
                scene.catchUp();
                try (CommitWitness watching = witness.apply(scene, bank)) {
                    commits = watching;
                    underFire(broker, server, bank, changes);
                    changes.rowInEach();
                    scene.pipelineUntilNow(RunOptions.standard().takeover(true));
                    scene.sinkUntilNow();
                    scene.assertEqual(BankTraffic.TABLES);
                    scene.assertEqual(changes.tables());
                    commits.requireStates("seed " + seed);
                    LOG.info(
                            "seed {}: equal after {} kills, {} transactions of the bank, {} random changes, {} commits of the sink, each a state of the source",
                            seed,
                            kills,
                            bank.transactions(),
                            changes.changes(),
                            commits.commits());
                }
            }
        }
    }

    private void underFire(KafkaServer broker, PostgresServer server, BankTraffic bank, RandomChanges changes)
            throws Exception {
        try {
            pipeline = PartProcess.pipeline(scene);
            sink = Boolean.getBoolean("culvert.test.sinkCluster")
                    ? RunningSink.onCluster(scene, random)
                    : RunningSink.inProcess(scene);
            try (Writing money = Writing.start(() -> bank.run(1));
                    Writing rows = Writing.start(kills > SHORT ? changes::transaction : () -> {})) {
                for (int i = 0; i < kills; i++) {
                    awaitMore();
                    money.requireWell();
                    rows.requireWell();
                    if (i % 5 == 1) {
                        money.once(() -> bank.large(LARGE));
                    }
                    Victim victim = kills > SHORT ? Victim.values()[random.nextInt(4)] : Victim.SINK;
                    boolean within = kills > SHORT ? random.nextBoolean() : i % 2 == 0;
                    awaitMoment(within);
                    String killed = kill(victim, broker, server);
                    LOG.info("seed {}: killed {} {} a commit", seed, killed, within ? "within" : "between");
                }
                awaitMore();
            }
        } finally {
            for (AutoCloseable each : new AutoCloseable[] {pipeline, sink}) {
                if (each != null) {
                    each.close();
                }
            }
        }
    }

    /** Waits for another commit, while the banks are written. */
    private void awaitMore() {
        long before = commits.commits();
        Awaitility.await().atMost(LIMIT).until(() -> requireAlive() && commits.commits() > before);
    }

    /** What is written when it comes is lost, or is what was committed. */
    private void awaitMoment(boolean within) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> requireAlive() && commits.isWithin() == within);
    }

    private boolean requireAlive() {
        assertThat(pipeline.isAlive())
                .as(() -> "seed " + seed + ": " + pipeline.err().text())
                .isTrue();
        sink.requireAlive();
        return true;
    }

    private String kill(Victim victim, KafkaServer broker, PostgresServer server) {
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
            case SERVER -> {
                server.kill();
                server.start();
            }
        }
        return "the " + victim.name().toLowerCase(Locale.ROOT);
    }
}
