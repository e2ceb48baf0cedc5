package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.TransformedTables;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables that arrive otherwise than they are: see {@link TransformedTables}. */
class LakeTransformIT {
    @TempDir
    private Path folder;

    static LongStream seeds() {
        return new Random().longs(Integer.getInteger("culvert.test.sinkSeeds", 1), 0, 1_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void tablesAreAsTheDefinitionSays(long seed) throws IOException {
        Path salt = Files.writeString(folder.resolve("salt"), TransformedTables.salt());
        PostgresDatabase source = PostgresServer.shared(18).createDatabase("lake_transform");
        try (SinkScene scene =
                new SinkScene(source, new LakeStore(source), KafkaServer.shared(), SinkScene.avro(), "")) {
            TransformedTables tables = new TransformedTables(scene, salt.toString(), false);
            Set<String> filled = new HashSet<>();
            tables.change(seed, 100);
            scene.catchUp();
            tables.forgetDeleted();
            tables.assertAsDefined();
            for (int round = 1; round < 5; round++) {
                tables.change(seed + round, 150);
                scene.catchUp();
                tables.assertAsDefined();
                filled.addAll(tables.filled());
            }
            assertThat(filled).contains("persons", "docs", "marked");
        }
    }
}
