package dev.culvert.sink.flink.iceberg;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.harness.ChangedEntries;
import dev.culvert.sink.flink.harness.MovedTables;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.Stops;
import dev.culvert.sink.flink.harness.TransformedTables;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
            ChangedEntries.play(scene);
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

    @Test
    void rowsUnderAFormerNameAreNotLeftBehind() {
        try (SinkScene scene = LakeStore.scene()) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.t (id int PRIMARY KEY)",
                            "CREATE TABLE public.renamed (id int PRIMARY KEY)",
                            "INSERT INTO public.t VALUES (1), (2)");
            scene.catchUp();
            scene.edit(yaml -> yaml.replace(
                    "    commitInterval: 200ms\n",
                    "    commitInterval: 200ms\n    tables: [{table: public.t, into: renamed}]\n"));
            scene.source().execute("INSERT INTO public.t VALUES (3)");
            scene.pipelineUntilNow();
            Stops.assertBy(scene, ErrorCode.SINK_TABLE, "The rows of public.t are in public.t");
            scene.pipelineUntilNow(RunOptions.standard().tables(TableRequests.NONE.again(new TableId("public", "t"))));
            scene.sinkUntilNow();
            scene.source().execute("INSERT INTO public.t VALUES (4)", "INSERT INTO public.renamed TABLE public.t");
            scene.catchUp();
            scene.assertEqual(List.of("renamed"));
        }
    }
}
