package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.topic.PipelineTopics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A table changes under a running pipeline in a way that cannot be followed: what was written before the change is in the topic, the
 * pipeline ends by name, and nothing that follows is written under the old shape.
 */
class LiveChangeIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE public.t ADD COLUMN more int DEFAULT random() * 9 | SHAPE_CHANGED",
                "ALTER TABLE public.t ALTER COLUMN n TYPE bigint | SHAPE_CHANGED",
                "ALTER TABLE public.t RENAME COLUMN note TO remark | SHAPE_CHANGED",
                "ALTER TABLE public.t ALTER COLUMN note TYPE varchar(90) | SHAPE_CHANGED",
                "ALTER TABLE public.t ALTER COLUMN note TYPE varchar(40) USING 'x' | SHAPE_CHANGED",
                "ALTER TABLE public.t REPLICA IDENTITY FULL | KEY_CHANGED",
                "ALTER TABLE public.t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id, n) | KEY_CHANGED",
                "ALTER TABLE public.t RENAME TO s | SHAPE_CHANGED",
            })
    void endsByNameBeforeTheFirstRowOfTheNewShape(String ddl, ErrorCode expected) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("live")) {
            TestPipeline pipeline = pipeline(db);
            // the catalog is not looked at meanwhile: the stream alone must tell
            RunOptions options = RunOptions.standard().heartbeat(Duration.ofHours(1));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), options)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute("INSERT INTO public.t VALUES (1, 1, 'before')", ddl);
                db.execute("INSERT INTO public." + (ddl.endsWith("TO s") ? "s" : "t") + " VALUES (2, 2)");
                assertThat(running.awaitEnd().orElseThrow().code()).isEqualTo(expected);
            }
            assertThat(pipeline.records("public.t")).isEqualTo(1);
        }
    }

    /** The stream cannot tell these; the catalog can. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE public.t DROP COLUMN note, ADD COLUMN note text | SHAPE_CHANGED",
                "ALTER TABLE public.t RENAME TO s | POSITION_TABLES",
            })
    void whatTheStreamCannotTellIsSeenInTheCatalog(String ddl, ErrorCode expected) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("live")) {
            TestPipeline pipeline = pipeline(db);
            RunOptions options = RunOptions.standard().heartbeat(Duration.ofMillis(300));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), options)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute("INSERT INTO public.t VALUES (1, 1, 'before')", ddl);
                assertThat(running.awaitEnd().orElseThrow().code()).isEqualTo(expected);
            }
        }
    }

    private static final String DROP =
            "ALTER TABLE public.t DROP CONSTRAINT t_pkey; INSERT INTO public.t VALUES (1, 2, 'twin')";
    private static final String PUT_BACK =
            "BEGIN; " + DROP + "; DELETE FROM public.t WHERE n = 2; ALTER TABLE public.t ADD PRIMARY KEY (id); COMMIT";

    static List<Arguments> keys() {
        return Sweep.first(
                2, List.of(Arguments.of(DROP, true), Arguments.of(PUT_BACK, false), Arguments.of(PUT_BACK, true)));
    }

    /** With the whole row as the identity the stream has no word of the primary key. */
    @ParameterizedTest
    @MethodSource("keys")
    void aKeyThatHoldsNoRowsApartStopsBesideTheWholeRow(String change, boolean live) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("live")) {
            db.execute(
                    "CREATE TABLE public.t (id int PRIMARY KEY, n int NOT NULL, note text)",
                    "ALTER TABLE public.t REPLICA IDENTITY FULL",
                    "CREATE TABLE public.named (id int PRIMARY KEY, n int NOT NULL)",
                    "ALTER TABLE public.named REPLICA IDENTITY FULL");
            TestPipeline pipeline =
                    TestPipeline.on(db).tables("    - {table: public.named, key: [n]}\n    - table: \"public.*\"\n");
            RunningPipeline.untilNow(pipeline.yaml());
            RunOptions until = RunOptions.standard().until(new RunOptions.Until.Now());
            RunOptions often = RunOptions.standard().heartbeat(Duration.ofMillis(300));
            CulvertException stopped;
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), live ? often : until)) {
                if (live) {
                    running.awaitPhase(PipelinePhase.STREAMING);
                }
                assertThat(live || running.awaitEnd().isEmpty()).isTrue();
                db.execute(
                        "INSERT INTO public.t VALUES (1, 1, 'before')",
                        "ALTER TABLE public.named DROP CONSTRAINT named_pkey", // its rule names another
                        "INSERT INTO public.named VALUES (1, 1)");
                db.execute(change);
                stopped = (live ? running : RunningPipeline.start(pipeline.yaml(), until))
                        .awaitEnd()
                        .orElseThrow();
            }
            assertThat(stopped.code()).isEqualTo(ErrorCode.KEY_CHANGED);
            assertThat(stopped.object()).isEqualTo("table public.t");
            assertThat(stopped.remedy()).contains("culvert run FILE --resnapshot public.t");
            TableRequests again =
                    new TableRequests(List.of(TablePattern.parse("public.t").orElseThrow()), List.of());
            assertThat(RunningPipeline.start(pipeline.yaml(), until.tables(again))
                            .awaitEnd())
                    .isEmpty();
            db.execute("UPDATE public.t SET note = 'after'");
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.t", "public.named");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.differences(pipeline.topic("public.t"), pipeline.table("t")))
                    .isEmpty();
        }
    }

    private static TestPipeline pipeline(PostgresDatabase db) {
        db.execute("CREATE TABLE public.t (id int PRIMARY KEY, n int NOT NULL, note text)");
        TestPipeline pipeline = TestPipeline.on(db);
        RunningPipeline.untilNow(pipeline.yaml());
        return pipeline;
    }
}
