package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static TestPipeline pipeline(PostgresDatabase db) {
        db.execute("CREATE TABLE public.t (id int PRIMARY KEY, n int NOT NULL, note text)");
        TestPipeline pipeline = TestPipeline.on(db);
        RunningPipeline.untilNow(pipeline.yaml());
        return pipeline;
    }
}
