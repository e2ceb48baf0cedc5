package dev.culvert.sink.flink.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.corpus.TypeCorpus;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.data.Record;
import org.junit.jupiter.api.Test;

class FilesSinkIT {
    private static LogFiles files(SinkScene scene) {
        return ((LogStore) scene.store()).files();
    }

    @Test
    void everyChangeIsInTheFilesOnce() {
        try (SinkScene scene = SinkScene.into(LogStore::new)) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.docs (id int, part text, title text, body text, amount numeric(10,2), tags text[],"
                                    + " PRIMARY KEY (id, part))",
                            "ALTER TABLE public.docs ALTER body SET STORAGE EXTERNAL",
                            "CREATE TABLE public.gone (id int PRIMARY KEY, note text)",
                            "CREATE TABLE public.whole (id int PRIMARY KEY, note text, at timestamptz)",
                            "ALTER TABLE public.whole REPLICA IDENTITY FULL",
                            "CREATE TABLE public.keyless (note text)",
                            "ALTER TABLE public.keyless REPLICA IDENTITY FULL",
                            "INSERT INTO public.docs SELECT g, 'p', 'title ' || g, repeat('x' || g, 2000), g / 7.0, ARRAY['a', NULL, '{\"']"
                                    + " FROM generate_series(1, 50) g",
                            "INSERT INTO public.gone SELECT g, 'n' || g FROM generate_series(1, 50) g",
                            "INSERT INTO public.whole VALUES (1, 'one', 'infinity'), (2, 'two', '2026-01-01 12:00+00')",
                            "INSERT INTO public.keyless VALUES ('a'), ('a')");
            TypeCorpus corpus = TypeCorpus.of(18);
            corpus.create(scene.source());
            corpus.insert(scene.source());
            scene.catchUp();
            scene.assertEqual(List.of("docs", "gone", "whole", TypeCorpus.TABLE));

            scene.source()
                    .execute(
                            "UPDATE public.docs SET title = 'new' WHERE id < 10", // body is unchanged TOAST
                            "UPDATE public.docs SET id = id + 1000 WHERE id BETWEEN 5 AND 20", // and moves with its key
                            "DELETE FROM public.docs WHERE id = 30",
                            "TRUNCATE public.gone",
                            "INSERT INTO public.gone VALUES (1, 'after')",
                            "DELETE FROM public.whole WHERE id = 2",
                            "DELETE FROM public.keyless",
                            "ALTER TABLE public.docs ADD COLUMN state text",
                            "UPDATE public.docs SET state = 'fresh', amount = NULL WHERE id = 40",
                            "CREATE TABLE public.\"Late One\" (\"the id\" int PRIMARY KEY, \"1st\" text)",
                            "INSERT INTO public.\"Late One\" VALUES (1, E'tab\\tline\\nback\\\\slash')");
            scene.catchUp();
            scene.assertEqual(List.of("docs", "gone", "whole", "Late One", TypeCorpus.TABLE));
            LogFiles files = files(scene);
            LogOfTopics.requireSame(scene, files, "the log");
            assertThat(scene.reachedAt().orElseThrow()).isBetween(Instant.now().minusSeconds(120), Instant.now());
            assertThat(files.rows("public.gone").stream()
                            .filter(row -> row.getField("_op").equals("t")))
                    .as("a truncate, which is in each of three partitions")
                    .hasSize(1);
            assertThat(deleted(files, "public.whole"))
                    .as("a delete has the old row, where the record does")
                    .containsExactly("2 two");
            assertThat(deleted(files, "public.docs")).contains("30 null");
            assertThat(files.rows("public.keyless")).hasSize(4);
            scene.sinkUntilNow();
            LogOfTopics.requireSame(scene, files, "after a start with nothing to do");
        }
    }

    private static List<String> deleted(LogFiles files, String table) {
        String text = table.endsWith("docs") ? "title" : "note";
        return files.rows(table).stream()
                .filter(row -> row.getField("_op").equals("d"))
                .map((Record row) -> row.getField("id") + " " + row.getField(text))
                .toList();
    }
}
