package dev.culvert.sink.flink.harness;

import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import dev.culvert.testkit.workload.RandomChanges;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ten tables and what becomes of them by chance, under a pipeline and a sink that both run: rows, keys, truncates, columns, tables that are
 * made again. The sink is stopped and started now and then. At the end the store's tables are the source's. {@code
 * -Dculvert.test.sinkChanges=500000} for so many changes, {@code -Dculvert.test.sinkSeeds=20} for so many seeds, {@code
 * -Dculvert.test.sinkSeed=N} to repeat one.
 */
public final class RandomTables {
    private static final Logger LOG = LoggerFactory.getLogger(RandomTables.class);
    private static final int TABLES = 10;
    /** A table that changes its shape is copied anew, which takes seconds. */
    private static final int MOST_SHAPES = 60;

    private RandomTables() {}

    /** What a scene's definition needs: tables whose shape cannot be followed are copied anew. */
    public static String section() {
        return "snapshot: {onShapeChange: copy}";
    }

    /** What is to be tried. */
    public static LongStream seeds() {
        Long given = Long.getLong("culvert.test.sinkSeed");
        return given != null
                ? LongStream.of(given)
                : new Random().longs(Integer.getInteger("culvert.test.sinkSeeds", 1), 0, 1_000_000);
    }

    /** @param fewest changes, if the property does not say more */
    public static void follow(SinkScene scene, long seed, long fewest) throws SQLException {
        long wanted = Long.getLong("culvert.test.sinkChanges", fewest);
        int shapeOneIn = (int) Math.max(30 + 30 * (seed % 5), wanted / 6 / MOST_SHAPES);
        RandomChanges.Kind kind = new RandomChanges.Kind(TABLES, shapeOneIn, true, true);
        Instant begun = Instant.now();
        try (RandomChanges changes = new RandomChanges(scene.source(), seed, kind)) {
            if (seed % 3 != 0) { // else they change under the first copy, which they hold up by their locks
                scene.pipelineUntilNow();
            }
            try (Background pipeline = scene.startPipeline()) {
                for (int part = 1; part <= 3; part++) {
                    try (Background sink = awaitBegun(scene, pipeline)) {
                        while (changes.changes() < wanted * part / 3) {
                            changes.transaction();
                        }
                        sink.stop();
                    }
                }
                pipeline.stop();
            }
            Duration written = Duration.between(begun, Instant.now());
            scene.catchUp();
            try {
                scene.assertEqual(changes.tables());
            } catch (AssertionError e) {
                throw new AssertionError(
                        "seed " + seed + "\n" + changes.history() + "\nthe topics: "
                                + inTopics(scene, changes.tables()),
                        e);
            }
            LOG.info(
                    "seed {}: equal after {} changes, {} statements and {} changes of shapes in {} tables with {} rows; {} s to write, {} s to the end",
                    seed,
                    changes.changes(),
                    changes.statements(),
                    changes.shapes(),
                    changes.tables().size(),
                    changes.tables().stream()
                            .mapToLong(table -> scene.source().number("SELECT count(*) FROM public." + table))
                            .sum(),
                    written.toSeconds(),
                    Duration.between(begun, Instant.now()).toSeconds());
        }
    }

    /** What a reader of the topics that is not ours finds different: tells whose fault it is. */
    private static List<String> inTopics(SinkScene scene, List<String> tables) {
        PipelineTopics topics = PipelineTopics.of(KafkaServer.shared().bootstrap())
                .avro(RegistryServer.shared().url())
                .tables(tables.stream()
                        .map(table -> scene.name() + ".public." + table)
                        .toList())
                .transactions(scene.name() + ".transactions")
                .read();
        List<String> found = new ArrayList<>(topics.problems());
        for (String table : tables) {
            found.addAll(topics.differences(
                    scene.name() + ".public." + table, TableComparison.of(scene.source(), "public", table)));
        }
        return found.subList(0, Math.min(10, found.size()));
    }

    /** The sink cannot begin before the pipeline has its first position. */
    private static Background awaitBegun(SinkScene scene, Background pipeline) {
        scene.awaitPosition(pipeline);
        return scene.startSink();
    }
}
