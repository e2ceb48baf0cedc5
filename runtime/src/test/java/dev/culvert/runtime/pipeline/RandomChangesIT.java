package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.Deadline;
import dev.culvert.testkit.topic.PipelineTopics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rows and shapes change by chance while a pipeline runs that copies anew what it cannot follow; at the end the topics are the
 * database. {@code -Dculvert.test.random=200} for so many seeds, {@code -Dculvert.test.randomSeed=N} to repeat one, {@code
 * -Dculvert.test.randomSeconds=10} for how long each writes.
 */
class RandomChangesIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int[] MAJORS = {13, 15, 18};

    static Stream<Arguments> seeds() {
        Long given = Long.getLong("culvert.test.randomSeed");
        if (given != null) {
            return Stream.of(Arguments.of(MAJORS[(int) Math.floorMod(given, 3L)], given));
        }
        Random random = new Random();
        return IntStream.range(0, Integer.getInteger("culvert.test.random", 1)).mapToObj(i -> {
            long seed = random.nextInt(1_000_000) * 3L + (i + 2) % 3;
            return Arguments.of(MAJORS[(int) (seed % 3)], seed);
        });
    }

    @ParameterizedTest(name = "PostgreSQL {0}, seed {1}")
    @MethodSource("seeds")
    void theTopicsAreTheDatabase(int major, long seed) throws SQLException {
        try (PostgresDatabase db = PostgresServer.shared(major).createDatabase("random");
                RandomChanges changes = new RandomChanges(db, seed)) {
            TestPipeline pipeline = TestPipeline.on(db).compatibility("NONE").with("snapshot: {onShapeChange: copy}\n");
            RunOptions often = RunOptions.standard().heartbeat(Duration.ofMillis(500));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                Deadline end = Deadline.after(Duration.ofSeconds(Integer.getInteger("culvert.test.randomSeconds", 4)));
                while (!end.passed() || changes.statements() < 100) {
                    changes.transaction();
                }
                running.stop();
                assertThat(running.awaitEnd())
                        .as(() -> "seed " + seed + "\n" + changes.history())
                        .isEmpty();
            }
            catchUp(pipeline, seed, changes);
            String[] names =
                    changes.tables().stream().map(table -> "public." + table).toArray(String[]::new);
            PipelineTopics topics = pipeline.topics(names);
            assertThat(topics.problems())
                    .as(() -> "seed " + seed + "\n" + changes.history())
                    .isEmpty();
            for (String table : changes.tables()) {
                assertThat(topics.differences(pipeline.topic("public." + table), pipeline.table(table)))
                        .as(() -> "seed " + seed + ", " + table + "\n" + changes.history())
                        .isEmpty();
            }
        }
    }

    private static void catchUp(TestPipeline pipeline, long seed, RandomChanges changes) {
        Optional<CulvertException> error = RunningPipeline.start(
                        pipeline.yaml(), RunOptions.standard().until(new RunOptions.Until.Now()))
                .awaitEnd();
        assertThat(error).as(() -> "seed " + seed + "\n" + changes.history()).isEmpty();
    }
}
