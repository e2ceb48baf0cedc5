package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.sink.flink.harness.PipelineWithSink;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A failure between the commits of two tables, and a second run. Texts are keys, of which no statistics tell that they are new. */
class CommitsIT {
    private static final int ROUNDS = Integer.getInteger("culvert.test.beginnings", 4);

    @Test
    void whatIsCommittedIsPassedOver() {
        try (SinkScene scene = dying()) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.a (id text PRIMARY KEY, n int, body text)",
                            "ALTER TABLE public.a ALTER body SET STORAGE EXTERNAL",
                            "CREATE TABLE public.b (id text PRIMARY KEY, n int)",
                            "INSERT INTO public.a SELECT 'k' || g, g, repeat('x' || g, 2000) FROM generate_series(1, 20) g",
                            "INSERT INTO public.b SELECT 'k' || g, g FROM generate_series(1, 20) g");
            scene.pipelineUntilNow();
            assertDiesAt(scene, "b");
            assertThat(commits(scene, "a")).isEqualTo(1);
            assertThat(scene.reached()).isEmpty();
            scene.sinkUntilNow();
            scene.assertEqual(List.of("a", "b"));
            assertThat(commits(scene, "a")).as("a was not committed again").isEqualTo(1);

            scene.source()
                    .execute(
                            "BEGIN; UPDATE public.a SET id = 'moved' || id WHERE n < 5; DELETE FROM public.a WHERE n = 6;"
                                    + " UPDATE public.b SET n = n + 1; COMMIT",
                            "BEGIN; INSERT INTO public.a VALUES ('k6', 66, 'again'); UPDATE public.b SET n = n * 2 WHERE n < 9; COMMIT");
            scene.pipelineUntilNow();
            assertDiesAt(scene, "b");
            assertThat(commits(scene, "a")).isEqualTo(2);
            scene.sinkUntilNow();
            scene.assertEqual(List.of("a", "b"));
            Table a = LakeStore.table(scene, "a");
            assertThat(TablePlace.of(a).orElseThrow().number()).isEqualTo(2);
            assertThat(a.currentSnapshot().summary())
                    .containsEntry(
                            "culvert.txn-seq", scene.reached().orElseThrow().toString());
        }
    }

    /** On warehouses in which nothing is yet: each run makes what is missing, or finds it. */
    @Test
    void runsThatBeginAtOnceAllBegin(@TempDir Path folder) throws Exception {
        try (PostgresDatabase catalog = PostgresServer.shared(18).createDatabase("lake_race")) {
            for (int round = 0; round < ROUNDS; round++) {
                assertAllBegin("warehouse: " + folder.resolve("own" + round));
                catalog.execute("DROP TABLE IF EXISTS iceberg_tables, iceberg_namespace_properties");
                assertAllBegin("uri: \"" + catalog.jdbcUrl() + "\", warehouse: " + folder.resolve("other" + round));
            }
        }
    }

    private static void assertAllBegin(String keys) throws Exception {
        int runs = 4;
        CyclicBarrier together = new CyclicBarrier(runs);
        ExecutorService threads = Executors.newFixedThreadPool(runs);
        try {
            List<Future<?>> begun = new ArrayList<>();
            for (int i = 0; i < runs; i++) {
                String run = "run " + i;
                begun.add(threads.submit(() -> {
                    IcebergTarget target = target(keys);
                    together.await();
                    try (Lake lake = target.open()) {
                        SinkProgress.takeOver(lake, target, run);
                    }
                    return null;
                }));
            }
            for (Future<?> each : begun) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static IcebergTarget target(String keys) {
        PipelineDefinition definition =
                PipelineWithSink.of("{name: lake, type: iceberg, iceberg: {%s}}".formatted(keys));
        return new IcebergTarget(definition, definition.sinks().get(0));
    }

    /** Two of the source are one commit: neither is applied again, although a truncate of one came in it. */
    @Test
    void ofSeveralTablesInOneToo() {
        try (SinkScene scene = dying()) {
            scene.edit(
                    yaml -> yaml.replace(
                            "    commitInterval: 200ms\n",
                            "    commitInterval: 200ms\n    tables: [{table: \"public.shard_?\", into: shards, metadata: [table]}, {table: public.z}]\n"));
            scene.source()
                    .execute(
                            "CREATE TABLE public.shard_1 (id int PRIMARY KEY, n int)",
                            "CREATE TABLE public.shard_2 (id int PRIMARY KEY, n int)",
                            "CREATE TABLE public.z (id int PRIMARY KEY, n int)",
                            "CREATE TABLE public.shards (_table text, id int, n int, PRIMARY KEY (_table, id))",
                            "INSERT INTO public.shard_1 SELECT g, g FROM generate_series(1, 20) g",
                            "INSERT INTO public.shard_2 SELECT g, -g FROM generate_series(1, 20) g",
                            "INSERT INTO public.z SELECT g, g FROM generate_series(1, 20) g");
            scene.pipelineUntilNow();
            assertDiesAt(scene, "z");
            assertThat(commits(scene, "shards")).isEqualTo(1);
            scene.sinkUntilNow();
            assertShards(scene, 1);

            scene.source()
                    .execute(
                            "UPDATE public.shard_1 SET n = n * 10",
                            "BEGIN; INSERT INTO public.shard_2 VALUES (21, 21); TRUNCATE public.shard_1;"
                                    + " INSERT INTO public.shard_1 VALUES (1, 111), (30, 30); UPDATE public.z SET n = 0; COMMIT",
                            "UPDATE public.shard_1 SET n = n + 1",
                            "DELETE FROM public.shard_2 WHERE id < 5");
            scene.pipelineUntilNow();
            assertDiesAt(scene, "z");
            assertThat(commits(scene, "shards")).isEqualTo(2);
            scene.sinkUntilNow();
            assertShards(scene, 2);
        }
    }

    private static void assertShards(SinkScene scene, int commits) {
        scene.source()
                .execute(
                        "DELETE FROM public.shards",
                        "INSERT INTO public.shards SELECT 'public.shard_1', * FROM public.shard_1",
                        "INSERT INTO public.shards SELECT 'public.shard_2', * FROM public.shard_2");
        scene.assertEqual(List.of("shards", "z"));
        assertThat(commits(scene, "shards")).as("it was not committed again").isEqualTo(commits);
    }

    private static long commits(SinkScene scene, String table) {
        return TablePlace.of(LakeStore.table(scene, table)).orElseThrow().number();
    }

    /** A run whose commit of this table fails, after those before it. */
    private static void assertDiesAt(SinkScene scene, String table) {
        DyingFiles.refuse(table);
        try {
            assertThatThrownBy(scene::sinkUntilNow).hasMessageContaining("CV-SINK-WAREHOUSE");
        } finally {
            DyingFiles.refuse("");
        }
    }

    private static SinkScene dying() {
        SinkScene scene = LakeStore.scene();
        scene.edit(yaml ->
                yaml.replace("iceberg: {", "iceberg: {properties: {io-impl: " + DyingFiles.class.getName() + "}, "));
        return scene;
    }

    @Test
    void theNewerRunTakesOver() {
        try (SinkScene scene = LakeStore.scene()) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.a (id int PRIMARY KEY)",
                            "INSERT INTO public.a SELECT generate_series(1, 5)");
            scene.catchUp();
            try (Lake lake = LakeStore.target(scene).open()) {
                SinkProgress.takeOver(lake, LakeStore.target(scene), "former");
                try (LakeTables former = tables(scene, "former")) {
                    SinkProgress.takeOver(lake, LakeStore.target(scene), "newer");
                    assertThatThrownBy(() -> former.commit(Map.of(), Optional.empty()))
                            .hasMessageContaining("CV-SINK-IN-USE");
                    assertThatThrownBy(() -> tables(scene, "former")).hasMessageContaining("CV-SINK-IN-USE");
                }
                try (LakeTables newer = tables(scene, "newer")) {
                    newer.requireWhole();
                    newer.commit(Map.of(), Optional.empty());
                }
            }
            scene.source().execute("INSERT INTO public.a VALUES (6)");
            scene.catchUp();
            scene.assertEqual(List.of("a"));
        }
    }

    private static LakeTables tables(SinkScene scene, String run) {
        return LakeTables.open(LakeStore.target(scene), scene.topics(), run, LakeShare.ALL, reached -> {});
    }
}
