package dev.culvert.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.topic.PipelineTopics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A snapshot dies when half of a table is durable; before it is made again, rows that were read are deleted, keys are swapped and
 * moved without their TOASTed values, and rows come and go. The second try dies too: on its way to the new point, or in the copy.
 */
class SnapshotRepeatIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int KILLED = 137;
    private static final int ROWS = 15_000;

    @ParameterizedTest
    @ValueSource(strings = {"after-commit-before-confirm:1", "in-snapshot:9000"})
    void whatChangedInBetweenIsRight(String secondCrash) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("repeat")) {
            db.execute(
                    "CREATE TABLE public.t (id int PRIMARY KEY, n int, payload text)",
                    "ALTER TABLE public.t ALTER payload SET STORAGE EXTERNAL",
                    "INSERT INTO public.t SELECT g, 0, repeat(chr(97 + g % 26), 3000) FROM generate_series(1, " + ROWS
                            + ") AS g",
                    "CREATE TABLE public.u (id int PRIMARY KEY, n int)",
                    "INSERT INTO public.u SELECT g, 0 FROM generate_series(1, 100) AS g");
            TestPipeline pipeline = TestPipeline.on(db).with("snapshot: {parallelism: 1}\n");
            dies(pipeline, "in-snapshot:14000");
            assertThat(pipeline.records("public.t")).isPositive();
            change(db, 0);
            dies(pipeline, secondCrash);
            change(db, 1_000_000);
            PipelineProcess.catchUp(pipeline.yaml(), LIMIT);
            AtomicLong again = new AtomicLong();
            PipelineTopics topics = pipeline.topics(
                    change -> {
                        if (change.origin().snapshot() && change.origin().generation() > 1) {
                            again.incrementAndGet();
                        }
                    },
                    "public.t",
                    "public.u");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.differences(pipeline.topic("public.t"), pipeline.table("t")))
                    .isEmpty();
            assertThat(topics.differences(pipeline.topic("public.u"), pipeline.table("u")))
                    .isEmpty();
            assertThat(again.get()).as("rows of a repeated snapshot").isPositive();
        }
    }

    private static void dies(TestPipeline pipeline, String crash) {
        try (JavaProcess dying = PipelineProcess.start(pipeline.yaml(), false, "culvert.crash=" + crash)) {
            assertThat(dying.exitCode(LIMIT)).isEqualTo(KILLED);
        }
    }

    private static void change(PostgresDatabase db, int offset) {
        int first = offset == 0 ? 0 : 2_000;
        db.execute(
                "DELETE FROM public.t WHERE id BETWEEN " + (first + 1) + " AND " + (first + 10),
                // the keys of two rows are swapped: neither update writes the payload
                move(first + 11, -1),
                move(first + 12, first + 11),
                move(-1, first + 12),
                // moved twice
                move(first + 13, 100_013 + offset),
                move(100_013 + offset, 200_013 + offset),
                "UPDATE public.t SET n = n + 1 WHERE id = " + (first + 14),
                "BEGIN; DELETE FROM public.t WHERE id = " + (first + 15) + "; INSERT INTO public.t VALUES ("
                        + (first + 15) + ", 7, repeat('new', 2000)); COMMIT",
                "UPDATE public.t SET payload = repeat('upd', 2000) WHERE id = " + (first + 16),
                "INSERT INTO public.t VALUES (" + (300_000 + offset) + ", 1, repeat('ins', 2000))",
                move(300_000 + offset, 300_001 + offset),
                "INSERT INTO public.t VALUES (" + (400_000 + offset) + ", 1, repeat('gone', 2000))",
                "DELETE FROM public.t WHERE id = " + (400_000 + offset),
                // one that the first try had not come to
                "UPDATE public.t SET n = n + 1 WHERE id > " + (ROWS - 100),
                move(ROWS - (first == 0 ? 1 : 2), 500_000 + offset),
                "UPDATE public.u SET n = n + 1");
    }

    private static String move(int from, int to) {
        return "UPDATE public.t SET id = " + to + " WHERE id = " + from;
    }
}
