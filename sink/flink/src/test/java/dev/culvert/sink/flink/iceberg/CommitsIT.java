package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.sink.flink.harness.SinkScene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/** A failure between the commits of two tables, and a second run. Texts are keys, of which no statistics tell that they are new. */
class CommitsIT {
    @Test
    void whatIsCommittedIsPassedOver() {
        try (SinkScene scene = LakeStore.scene()) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.a (id text PRIMARY KEY, n int, body text)",
                            "ALTER TABLE public.a ALTER body SET STORAGE EXTERNAL",
                            "CREATE TABLE public.b (id text PRIMARY KEY, n int)",
                            "INSERT INTO public.a SELECT 'k' || g, g, repeat('x' || g, 2000) FROM generate_series(1, 20) g",
                            "INSERT INTO public.b SELECT 'k' || g, g FROM generate_series(1, 20) g");
            scene.pipelineUntilNow();
            Path blocked = ((LakeStore) scene.store()).warehouse().resolve("public/b");
            block(blocked);
            assertThatThrownBy(scene::sinkUntilNow).hasMessageContaining("CV-SINK-WAREHOUSE");
            assertThat(TablePlace.of(LakeStore.table(scene, "a")).orElseThrow().number())
                    .isEqualTo(1);
            assertThat(scene.reached()).isEmpty();
            unblock(blocked);
            scene.sinkUntilNow();
            scene.assertEqual(List.of("a", "b"));
            assertThat(TablePlace.of(LakeStore.table(scene, "a")).orElseThrow().number())
                    .as("a was not committed again")
                    .isEqualTo(1);

            scene.source()
                    .execute(
                            "BEGIN; UPDATE public.a SET id = 'moved' || id WHERE n < 5; DELETE FROM public.a WHERE n = 6;"
                                    + " UPDATE public.b SET n = n + 1; COMMIT",
                            "BEGIN; INSERT INTO public.a VALUES ('k6', 66, 'again'); UPDATE public.b SET n = n * 2 WHERE n < 9; COMMIT");
            scene.pipelineUntilNow();
            Path data = Path.of(LakeStore.table(scene, "b").location().replace("file:", ""))
                    .resolve("data");
            move(data, data.resolveSibling("aside"));
            block(data);
            assertThatThrownBy(scene::sinkUntilNow).hasMessageContaining("CV-SINK-WAREHOUSE");
            assertThat(TablePlace.of(LakeStore.table(scene, "a")).orElseThrow().number())
                    .isEqualTo(2);
            unblock(data);
            move(data.resolveSibling("aside"), data);
            scene.sinkUntilNow();
            scene.assertEqual(List.of("a", "b"));
            Table a = LakeStore.table(scene, "a");
            assertThat(TablePlace.of(a).orElseThrow().number()).isEqualTo(2);
            assertThat(a.currentSnapshot().summary())
                    .containsEntry(
                            "culvert.txn-seq", scene.reached().orElseThrow().toString());
        }
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

    private static void block(Path path) {
        try {
            Files.createDirectories(path.getParent());
            Files.writeString(path, "in the way");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unblock(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
