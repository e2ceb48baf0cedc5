package dev.culvert.benchmarks.sink;

import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.rig.Slots;
import dev.culvert.benchmarks.workload.Backlog;
import dev.culvert.benchmarks.workload.BacklogWriter;
import dev.culvert.benchmarks.workload.Shape;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerUser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a backlog, brings it into topics by a pipeline, and then has the sink, and PostgreSQL's own subscription from a slot that stands
 * before it, bring it into a target, in turn, for some rounds. Every turn has a database of its own on one server.
 */
public final class SinkBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(SinkBenchmark.class);
    private static final Duration PER_CHANGE = Duration.ofNanos(200_000);
    private static final Duration LEAST = Duration.ofMinutes(5);
    private static final List<String> PIPELINE_JVM = List.of("-Xmx1g", "-XX:+UseParallelGC");

    private final Rig rig;
    private final int targetMajor;
    private final boolean lake;
    private final Shape shape;
    private final Backlog backlog;
    private final String classPath;
    private final List<List<String>> jvms;

    /**
     * @param targetMajor the version of the target
     * @param lake whether the sink has turns into Iceberg tables and a log of the changes too; then what is there before the backlog is a part of what sinks have to bring
     * @param classPath of Culvert's command line
     * @param jvms the arguments of the sink's JVM; it has a turn with each
     */
    public SinkBenchmark(
            Rig rig,
            int targetMajor,
            boolean lake,
            Shape shape,
            Backlog backlog,
            String classPath,
            List<List<String>> jvms) {
        this.rig = rig;
        this.targetMajor = targetMajor;
        this.lake = lake;
        this.shape = shape;
        this.backlog = backlog;
        this.classPath = classPath;
        this.jvms = List.copyOf(jvms);
    }

    public SinkResult run(int rounds) {
        try (PostgresDatabase source = rig.createDatabase("sink");
                PostgresServer server =
                        Rig.settings(PostgresServer.builder(targetMajor)).start();
                RunDirectory directory = RunDirectory.create("sink", ServerUser.SAME)) {
            SinkPipeline pipeline = new SinkPipeline(rig, source, directory.path());
            Path rows = directory.path().resolve("rows");
            Slots slots = write(source, rows, pipeline);
            LOG.info("filling the topics");
            pipeline.fill(classPath, PIPELINE_JVM);
            return new SinkResult(
                    shape,
                    backlog,
                    version(source) + " to " + targetMajor,
                    turns(rounds, new Targets(server, source, shape, rows), pipeline, slots));
        }
    }

    private static String version(PostgresDatabase database) {
        return database.value("SHOW server_version").orElseThrow();
    }

    /** @param rows gets those that are there before */
    private Slots write(PostgresDatabase source, Path rows, SinkPipeline pipeline) {
        BacklogWriter writer = new BacklogWriter(source, shape);
        writer.createTable();
        if (lake) {
            pipeline.begin(); // its table begins empty
        }
        writer.preload(backlog);
        SinkTarget.save(source, rows);
        Slots slots = Slots.here(source);
        if (!lake) {
            pipeline.begin();
        }
        LOG.info("writing {} changes in transactions of {}", backlog.changes(), backlog.transactionSize());
        writer.write(backlog);
        writer.insert(backlog.keys(), 1); // the last that any reader sees
        source.execute("VACUUM ANALYZE public.orders", "CHECKPOINT");
        return slots;
    }

    private List<SinkTurn> turns(int rounds, Targets targets, SinkPipeline pipeline, Slots slots) {
        Duration limit = LEAST.plus(PER_CHANGE.multipliedBy(backlog.changes()));
        long last = backlog.keys();
        Subscription subscription = new Subscription(pipeline.source(), slots, backlog.changes(), last, limit);
        List<SinkTurn> turns = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            try (SinkTarget target = targets.filled()) {
                turns.add(noted(subscription.run(round, target)));
            }
            for (List<String> jvm : jvms) {
                CulvertSink sink = new CulvertSink(pipeline, classPath, jvm, backlog.changes(), limit);
                turns.add(noted(sink.run(round, new PostgresStore(targets.filled(), last))));
                if (lake) {
                    Path warehouse = pipeline.directory().resolve("lake-" + turns.size());
                    turns.add(noted(sink.run(round, new LakeStore(warehouse, targets::empty))));
                    Path log = pipeline.directory().resolve("log-" + turns.size());
                    turns.add(noted(sink.run(round, new LogStore(log, targets::empty))));
                }
            }
        }
        return turns;
    }

    /** Databases of turns. */
    private record Targets(PostgresServer server, PostgresDatabase source, Shape shape, Path rows) {
        SinkTarget filled() {
            return SinkTarget.with(server.createDatabase("target"), source, shape, rows);
        }

        SinkTarget empty() {
            return SinkTarget.empty(server.createDatabase("target"), source, shape);
        }
    }

    private static SinkTurn noted(SinkTurn turn) {
        LOG.info("round {}: {} {}/s", turn.round(), turn.system(), Math.round(turn.rate()));
        return turn;
    }
}
