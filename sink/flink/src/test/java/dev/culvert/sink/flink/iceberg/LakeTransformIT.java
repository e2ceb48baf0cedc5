package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.harness.ChangedEntries;
import dev.culvert.sink.flink.harness.MovedTables;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.TransformedTables;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables that arrive otherwise than they are: see {@link TransformedTables}. */
class LakeTransformIT {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.culvert.sink.flink.harness.TransformedTables#seeds")
    void tablesAreAsTheDefinitionSays(long seed) throws IOException {
        PostgresDatabase source = PostgresServer.shared(18).createDatabase("lake_transform");
        try (SinkScene scene =
                new SinkScene(source, new LakeStore(source), KafkaServer.shared(), SinkScene.avro(), "")) {
            TransformedTables.play(scene, folder, seed);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "culvert.test.sweep", matches = "all")
    void anEntryThatChangedIsRefusedUntilTheTableIsCopied() {
        try (SinkScene scene = LakeStore.scene()) {
            ChangedEntries.play(scene, ((LakeStore) scene.store())::rename);
        }
    }

    @Test
    void aMarkedTableGoesOnInItsNextTopicBesideAPartitionedOne() {
        PostgresDatabase source = PostgresServer.shared(18).createDatabase("lake_moved");
        try (SinkScene scene = new SinkScene(
                source, new LakeStore(source), KafkaServer.shared(), MovedTables.FORMAT, MovedTables.SECTION)) {
            MovedTables.play(scene);
        }
    }
}
