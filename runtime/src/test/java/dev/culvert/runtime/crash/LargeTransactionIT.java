package dev.culvert.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.topic.PipelineTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A transaction that is written in parts dies between and inside them, twice; what came is whole, once and in order (I2). */
class LargeTransactionIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int KILLED = 137;
    private static final int EVENTS = 1500;

    /** Smaller and larger parts after a death than before, and another engine: where to go on is counted in changes. */
    @ParameterizedTest
    @CsvSource({
        "after-part:1, 1000, native, inside-transaction:6500, 700, debezium",
        "inside-transaction:7777, 1000, debezium, after-part:2, 2500, native",
        "after-part:5, 3000, native, after-send-before-commit:1, 100000, native",
    })
    void diesBetweenAndInsideParts(
            String first, int firstPart, String firstEngine, String second, int secondPart, String secondEngine) {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("large")) {
            db.execute(
                    "CREATE TABLE public.a (id int PRIMARY KEY, n int, payload text)",
                    "ALTER TABLE public.a ALTER payload SET STORAGE EXTERNAL",
                    "INSERT INTO public.a SELECT g, 0, repeat('old', 1000) FROM generate_series(1, 100) AS g",
                    "CREATE TABLE public.b (id int PRIMARY KEY, n int)",
                    "CREATE TABLE public.c (id int PRIMARY KEY)",
                    "CREATE TABLE public.outbox (id int PRIMARY KEY, aggregatetype text, aggregateid text, type text,"
                            + " payload text)");
            TestPipeline pipeline = TestPipeline.on(db);
            List<String> events = new ArrayList<>();
            withEvents(pipeline, events);
            PipelineProcess.catchUp(pipeline.yaml(), LIMIT);
            db.execute("INSERT INTO public.c VALUES (1)", large(), "INSERT INTO public.c VALUES (2)");
            dies(pipeline.engine(firstEngine), first, firstPart);
            dies(pipeline.engine(secondEngine), second, secondPart);
            db.execute("INSERT INTO public.c VALUES (3)");
            PipelineProcess.catchUp(pipeline.yaml(), LIMIT);
            PipelineTopics topics = pipeline.topics("public.a", "public.b", "public.c");
            assertThat(topics.problems()).isEmpty();
            assertThat(events).hasSize(2 * EVENTS).doesNotHaveDuplicates();
            for (String table : List.of("a", "b", "c")) {
                assertThat(topics.differences(pipeline.topic("public." + table), pipeline.table(table)))
                        .isEmpty();
            }
        }
    }

    /** Told to stop before the rest comes: the boundary before it, which is older than what is written, must not be recorded. */
    @Test
    void stoppedBeforeItComesAgain() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("large")) {
            db.execute("CREATE TABLE public.c (id int PRIMARY KEY)");
            TestPipeline pipeline = TestPipeline.on(db);
            PipelineProcess.catchUp(pipeline.yaml(), LIMIT);
            db.execute("INSERT INTO public.c SELECT g FROM generate_series(1, 5000) AS g");
            dies(pipeline, "after-part:1", 1000);
            assertThat(pipeline.records("public.c")).isEqualTo(1000);
            for (int i = 0; i < 3; i++) {
                try (RunningPipeline stopped = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
                    stopped.awaitPhase(PipelinePhase.STREAMING);
                }
            }
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.c");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.differences(pipeline.topic("public.c"), pipeline.table("c")))
                    .isEmpty();
        }
    }

    private static void withEvents(TestPipeline pipeline, List<String> seen) {
        String said = pipeline.name() + ".said";
        pipeline.tables(
                """
                    - table: public.outbox
                      outbox: {aggregateTypes: [b]}
                    - table: "public.*"
                  messages: [{prefix: large, topic: %s}]
                """
                        .formatted(said));
        pipeline.events(
                List.of(pipeline.name() + ".event.b", said),
                event -> seen.add(event.topic() + " " + new String(event.value(), StandardCharsets.UTF_8)));
    }

    private static void dies(TestPipeline pipeline, String crash, int part) {
        try (JavaProcess dying =
                PipelineProcess.start(pipeline.yaml(), false, "culvert.crash=" + crash, "culvert.test.part=" + part)) {
            assertThat(dying.exitCode(LIMIT)).isEqualTo(KILLED);
        }
    }

    private static String large() {
        return """
                BEGIN;
                INSERT INTO public.b SELECT g, 0 FROM generate_series(1, 5000) AS g;
                UPDATE public.a SET n = n + 1;
                UPDATE public.a SET id = id + 1000;
                SAVEPOINT s;
                INSERT INTO public.b SELECT g, 0 FROM generate_series(10001, 12000) AS g;
                SELECT pg_logical_emit_message(true, 'large', 'rolled back');
                ROLLBACK TO s;
                INSERT INTO public.outbox SELECT g, 'b', g %% 7, 't', g FROM generate_series(1, %1$d) AS g;
                SELECT pg_logical_emit_message(true, 'large', g::text) FROM generate_series(1, %1$d) AS g;
                DELETE FROM public.outbox;
                UPDATE public.b SET n = 1 WHERE id %% 2 = 0;
                DELETE FROM public.b WHERE id <= 1000;
                UPDATE public.b SET id = -id WHERE id <= 2000;
                TRUNCATE public.c;
                INSERT INTO public.c SELECT g FROM generate_series(101, 2100) AS g;
                INSERT INTO public.b SELECT g, 2 FROM generate_series(20001, 25000) AS g;
                COMMIT"""
                .formatted(EVENTS);
    }
}
