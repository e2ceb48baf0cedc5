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
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ten tables and what becomes of them by chance, under a pipeline and a sink that both run: rows, keys, truncates, columns, tables that are
 * made again. The sink is stopped and started now and then,
 * with another parallelism. At the end the store's tables are the source's. {@code
 * -Dculvert.test.sinkChanges=500000} for so many changes, {@code -Dculvert.test.sinkSeeds=20} for so many seeds, {@code
 * -Dculvert.test.sinkSeed=N} to repeat one.
 */
public final class RandomTables {
    private static final Logger LOG = LoggerFactory.getLogger(RandomTables.class);
    private static final int TABLES = 10;
    private static final String MARKS = "marks";
    private static final int STEP = 10_000;
    private static final Duration LIMIT = Duration.ofMinutes(5);
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
        scene.source().execute("CREATE TABLE public." + MARKS + " (n int PRIMARY KEY)");
        try (RandomChanges changes = new RandomChanges(scene.source(), seed, kind)) {
            if (seed % 3 != 0) { // else they change under the first copy, which they hold up by their locks
                scene.pipelineUntilNow();
            }
            try (Background pipeline = scene.startPipeline()) {
                underTheSink(scene, pipeline, changes, wanted);
                changes.rowInEach();
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

    /** In steps: what is written faster than a table is copied would come by the copy, and not by the stream. */
    private static void underTheSink(SinkScene scene, Background pipeline, RandomChanges changes, long wanted)
            throws SQLException {
        int steps = (int) Math.max(2, wanted / STEP);
        int restarted = steps / 2;
        int step = 1;
        Random tasks = new Random(wanted);
        while (step <= steps) {
            scene.awaitPosition(pipeline);
            scene.parallelism(1 + tasks.nextInt(4));
            try (Background sink = scene.startSink()) {
                do {
                    while (changes.changes() < wanted * step / steps) {
                        changes.transaction();
                    }
                    mark(scene, step, pipeline, sink);
                    step++;
                } while (step <= steps && step % restarted != 1);
                sink.stop();
            }
        }
    }

    /** Returns when a row that is written now is in the store. */
    private static void mark(SinkScene scene, int number, Background pipeline, Background sink) {
        scene.source().execute("INSERT INTO public." + MARKS + " VALUES (" + number + ")");
        Awaitility.await().atMost(LIMIT).until(() -> {
            for (Background each : List.of(pipeline, sink)) {
                if (each.hasEnded()) {
                    each.awaitEnd().ifPresent(error -> {
                        throw error;
                    });
                }
            }
            return scene.store().rows(MARKS).stream()
                    .anyMatch(row -> Integer.toString(number).equals(row.get("n")));
        });
    }
}
