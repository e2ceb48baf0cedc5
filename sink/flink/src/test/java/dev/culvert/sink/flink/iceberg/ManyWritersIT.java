package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culvert.sink.flink.harness.PartProcess;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.process.JavaProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory is one, however many write: a process of 384 MB takes a transaction of 420 MB by sixteen tasks. */
@Timeout(600)
class ManyWritersIT {
    private static final int WRITERS = 16;
    private static final int ROWS = 26_000;

    @Test
    void shareTheMemory() {
        assumeTrue(Sweep.isAll(), "-Dculvert.test.sweep=all");
        List<String> tables = IntStream.range(0, WRITERS).mapToObj(i -> "t" + i).toList();
        try (SinkScene scene = SinkScene.into(LakeStore::new)) {
            scene.parallelism(WRITERS);
            tables.forEach(
                    table -> scene.source().execute("CREATE TABLE public." + table + " (id int PRIMARY KEY, v text)"));
            scene.catchUp();
            String inserts = String.join(
                    "; ",
                    tables.stream()
                            .map(table -> "INSERT INTO public." + table
                                    + " SELECT i, repeat(md5(i::text), 32) FROM generate_series(1, " + ROWS + ") AS i")
                            .toList());
            scene.source().execute("BEGIN; " + inserts + "; COMMIT");
            scene.pipelineUntilNow();
            long transaction = scene.reached().orElse(0L);
            try (JavaProcess sink = PartProcess.sink(scene)) {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(5))
                        .pollInterval(Duration.ofSeconds(1))
                        .until(() -> !sink.isAlive() || scene.reached().orElse(0L) > transaction);
                assertThat(sink.isAlive()).as(sink.err().text()).isTrue();
            }
            scene.assertEqual(tables);
        }
    }
}
