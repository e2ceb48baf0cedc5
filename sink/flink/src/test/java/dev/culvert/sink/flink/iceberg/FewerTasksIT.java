package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.job.LocalFlink;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A scheduler that gives a job what it has, and not the tasks that it asks for. */
@Timeout(180)
class FewerTasksIT {
    private static final Map<String, String> TWO_SLOTS = Map.of(
            "jobmanager.scheduler", "adaptive",
            "jobmanager.adaptive-scheduler.submission.resource-wait-timeout", "1 s",
            "jobmanager.adaptive-scheduler.submission.resource-stabilization-timeout", "100 ms",
            "taskmanager.numberOfTaskSlots", "2");

    @Test
    void eachTableHasAWriterAllTheSame() {
        List<String> tables = IntStream.range(0, 8).mapToObj(i -> "t" + i).toList();
        try (SinkScene scene = LakeStore.scene()) {
            tables.forEach(table -> scene.source()
                    .execute(
                            "CREATE TABLE public." + table + " (id int PRIMARY KEY, n int)",
                            "INSERT INTO public." + table + " SELECT g, g FROM generate_series(1, 20) g"));
            scene.pipelineUntilNow();
            LocalFlink.untilNow(scene, 4, TWO_SLOTS);
            scene.assertEqual(tables);

            StringBuilder all = new StringBuilder("BEGIN;");
            tables.forEach(table -> all.append("UPDATE public.").append(table).append(" SET n = -n;"));
            scene.source().execute(all + "COMMIT", "INSERT INTO public.t3 VALUES (99, 99)");
            scene.pipelineUntilNow();
            LocalFlink.untilNow(scene, 4, TWO_SLOTS);
            scene.assertEqual(tables);
            assertThat(scene.reached())
                    .as("nobody who is not there is waited for")
                    .isEqualTo(scene.topics().lastTransaction());
        }
    }
}
