package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.corpus.TypeCorpus;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PostgresSinkIT {
    static List<Named<Runnable>> scenes() {
        return Sweep.first(
                1,
                List.of(
                        Named.of("rows come, change, move and go", PostgresSinkIT::rowsComeChangeMoveAndGo),
                        Named.of("flat JSON", () -> jsonGoesIntoTablesThatAreThere("flat")),
                        Named.of("JSON in the envelope", () -> jsonGoesIntoTablesThatAreThere("debezium"))));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void tablesAreTheSources(Runnable scene) {
        scene.run();
    }

    private static void rowsComeChangeMoveAndGo() {
        try (SinkScene scene = SinkScene.postgres(18, SinkScene.avro(), "")) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.docs (id int, part text, title text, body text, amount numeric(10,2), tags text[],"
                                    + " PRIMARY KEY (id, part))",
                            "ALTER TABLE public.docs ALTER body SET STORAGE EXTERNAL",
                            "CREATE TABLE public.gone (id int PRIMARY KEY, note text)",
                            "CREATE TABLE public.ids (id int PRIMARY KEY, note text, body text)",
                            "ALTER TABLE public.ids ALTER body SET STORAGE EXTERNAL",
                            "INSERT INTO public.ids SELECT g, 'n', repeat('x' || g, 2000) FROM generate_series(1, 5) g",
                            "INSERT INTO public.docs SELECT g, 'p', 'title ' || g, repeat('x' || g, 2000), g / 7.0, ARRAY['a', NULL, '{\"']"
                                    + " FROM generate_series(1, 50) g",
                            "INSERT INTO public.gone SELECT g, 'n' || g FROM generate_series(1, 50) g");
            scene.source()
                    .execute(
                            "CREATE TABLE public.ahead (id int PRIMARY KEY, note text)",
                            "INSERT INTO public.ahead VALUES (0, 'first')");
            scene.target()
                    .execute(
                            "CREATE TABLE public.ids (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text, body text)");
            TypeCorpus corpus = TypeCorpus.of(18);
            corpus.create(scene.source());
            corpus.insert(scene.source());
            scene.catchUp();
            scene.assertEqual(List.of("docs", "gone", TypeCorpus.TABLE));

            // as a copy leaves it that was further than the stream: rows are there before the changes that create them
            scene.target().execute("INSERT INTO public.ahead SELECT g, 'early' FROM generate_series(201, 260) g");
            scene.source()
                    .execute(
                            "INSERT INTO public.ahead SELECT g, 'n' || g FROM generate_series(1, 300) g",
                            "DELETE FROM public.ahead WHERE id > 250",
                            "UPDATE public.docs SET title = 'new' WHERE id < 10", // body is unchanged TOAST
                            "UPDATE public.docs SET id = id + 1000 WHERE id BETWEEN 5 AND 20", // and moves with its key
                            "UPDATE public.ids SET id = 10 WHERE id = 1",
                            "UPDATE public.ids SET note = 'new' WHERE id = 2",
                            "INSERT INTO public.ids VALUES (11, 'late', 'short')",
                            "BEGIN; UPDATE public.docs SET title = 'both', id = 2001 WHERE id = 1005;"
                                    + " UPDATE public.docs SET part = 'q' WHERE id = 2001; COMMIT",
                            "DELETE FROM public.docs WHERE id = 30",
                            "BEGIN; DELETE FROM public.docs WHERE id = 31; INSERT INTO public.docs (id, part) VALUES (31, 'p'); COMMIT",
                            "TRUNCATE public.gone",
                            "INSERT INTO public.gone VALUES (1, 'after')",
                            "ALTER TABLE public.docs ADD COLUMN state text DEFAULT 'it''s \\ old'",
                            "UPDATE public.docs SET state = 'fresh', amount = NULL WHERE id = 40",
                            "CREATE TABLE public.\"Late One\" (\"the id\" int PRIMARY KEY, \"1st\" text)",
                            "INSERT INTO public.\"Late One\" VALUES (1, E'tab\\tline\\nback\\\\slash')");
            scene.catchUp();
            scene.assertEqual(List.of("docs", "gone", "ahead", "ids", "Late One"));
            scene.target().execute("UPDATE culvert.sink_table SET topic_id = 'another' WHERE table_name = 'docs'");
            assertThatThrownBy(scene::sinkUntilNow)
                    .hasMessageContaining("CV-SINK-GAP")
                    .hasMessageContaining("made again");
            assertThat(scene.target()
                            .value("SELECT (commit_end_lsn > '0/0' AND txn_seq > 5)::text FROM culvert.sink_state"))
                    .contains("true");
        }
    }

    private static void jsonGoesIntoTablesThatAreThere(String envelope) {
        try (SinkScene scene = SinkScene.postgres(18, "{envelope: " + envelope + ", value: json}", "")) {
            String table =
                    "CREATE TABLE public.items (id int PRIMARY KEY, __note text, raw bytea, at timestamptz, big int8, t text[])";
            scene.source()
                    .execute(
                            table,
                            "INSERT INTO public.items SELECT g, 'n' || g, decode(repeat('00ff', g), 'hex'), now(), 9007199254740993 + g,"
                                    + " ARRAY['x', NULL] FROM generate_series(1, 20) g");
            scene.target().execute(table);
            scene.catchUp();
            scene.source()
                    .execute(
                            "UPDATE public.items SET id = id + 100 WHERE id < 5",
                            "DELETE FROM public.items WHERE id = 9");
            scene.catchUp();
            scene.assertEqual(List.of("items"));
        }
    }
}
