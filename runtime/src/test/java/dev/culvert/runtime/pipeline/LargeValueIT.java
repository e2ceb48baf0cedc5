package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.topic.PipelineTopics;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value of 30 MB passes a process of 512 MB, by the snapshot, by the stream and as an old value that is not touched. */
class LargeValueIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int BYTES = 30_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"native"})
    void passesWithTheDefaultLimitsOfTheProducer(String engine) {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("largevalue")) {
            db.execute(
                    "CREATE TABLE public.files (id int PRIMARY KEY, n int, content text)",
                    "INSERT INTO public.files VALUES (1, 0, repeat('s', " + BYTES + "))");
            TestPipeline pipeline = TestPipeline.on(db).engine(engine).topicConfig("{max.message.bytes: 67108864}");
            PipelineProcess.catchUp(pipeline.yaml(), LIMIT);
            db.execute(
                    "INSERT INTO public.files VALUES (2, 0, repeat('t', " + BYTES + "))",
                    "UPDATE public.files SET n = 1 WHERE id = 2",
                    "DELETE FROM public.files WHERE id = 1");
            PipelineProcess.catchUp(pipeline.yaml(), LIMIT);
            PipelineTopics topics = pipeline.topics("public.files");
            assertThat(topics.problems()).isEmpty();
            assertThat(pipeline.records("public.files")).isEqualTo(4);
        }
    }
}
