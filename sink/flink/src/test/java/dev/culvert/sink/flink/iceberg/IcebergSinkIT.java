package dev.culvert.sink.flink.iceberg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.corpus.TypeCorpus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IcebergSinkIT {
    @Test
    void tablesAreTheSources() {
        try (SinkScene scene = LakeStore.scene()) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.docs (id int, part text, title text, body text, amount numeric(10,2), tags text[],"
                                    + " PRIMARY KEY (id, part))",
                            "ALTER TABLE public.docs ALTER body SET STORAGE EXTERNAL",
                            "CREATE TABLE public.gone (id int PRIMARY KEY, note text)",
                            "INSERT INTO public.docs SELECT g, 'p', 'title ' || g, repeat('x' || g, 2000), g / 7.0, ARRAY['a', NULL, '{\"']"
                                    + " FROM generate_series(1, 50) g",
                            "INSERT INTO public.gone SELECT g, 'n' || g FROM generate_series(1, 50) g");
            TypeCorpus corpus = TypeCorpus.of(18);
            corpus.create(scene.source());
            corpus.insert(scene.source());
            scene.catchUp();
            scene.assertEqual(List.of("docs", "gone", TypeCorpus.TABLE));
            assertThat(LakeStore.table(scene, "docs").currentSnapshot().summary())
                    .as("a copy into an empty table deletes nothing")
                    .doesNotContainKey("total-delete-files-added");

            scene.source()
                    .execute(
                            "UPDATE public.docs SET title = 'new' WHERE id < 10", // body is unchanged TOAST
                            "UPDATE public.docs SET id = id + 1000 WHERE id BETWEEN 5 AND 20", // and moves with its key
                            "BEGIN; UPDATE public.docs SET title = 'both', id = 2001 WHERE id = 1005;"
                                    + " UPDATE public.docs SET part = 'q' WHERE id = 2001; COMMIT",
                            "DELETE FROM public.docs WHERE id = 30",
                            "BEGIN; DELETE FROM public.docs WHERE id = 31; INSERT INTO public.docs (id, part) VALUES (31, 'p'); COMMIT",
                            "TRUNCATE public.gone",
                            "INSERT INTO public.gone VALUES (1, 'after')",
                            "ALTER TABLE public.docs ADD COLUMN state text",
                            "UPDATE public.docs SET state = 'fresh', amount = NULL WHERE id = 40",
                            "CREATE TABLE public.\"Late One\" (\"the id\" int PRIMARY KEY, \"1st\" text)",
                            "INSERT INTO public.\"Late One\" VALUES (1, E'tab\\tline\\nback\\\\slash')");
            scene.catchUp();
            scene.assertEqual(List.of("docs", "gone", "Late One"));
            assertThat(scene.reachedAt().orElseThrow()).isBetween(Instant.now().minusSeconds(120), Instant.now());
            assertThat(Long.parseLong(LakeStore.table(scene, "docs")
                            .currentSnapshot()
                            .summary()
                            .get("culvert.txn-seq")))
                    .isGreaterThan(5);
        }
    }
}
