package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.harness.ChangedEntries;
import dev.culvert.sink.flink.harness.MovedTables;
import dev.culvert.sink.flink.harness.PostgresStore;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.TransformedTables;
import dev.culvert.testkit.kafka.KafkaServer;
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
class TransformIT {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.culvert.sink.flink.harness.TransformedTables#seeds")
    void tablesAreAsTheDefinitionSays(long seed) throws IOException {
        try (SinkScene scene = SinkScene.postgres(18, SinkScene.avro(), "")) {
            TransformedTables.play(scene, folder, seed);
        }
    }

    @Test
    void anEntryThatChangedIsRefusedUntilTheTableIsCopied() {
        try (SinkScene scene = SinkScene.postgres(18, SinkScene.avro(), "")) {
            ChangedEntries.play(scene, (table, name) -> scene.target()
                    .execute("ALTER TABLE public." + table + " RENAME TO " + name));
        }
    }

    /** In a target of the oldest version. */
    @Test
    @EnabledIfSystemProperty(named = "culvert.test.sweep", matches = "all")
    void aMarkedTableGoesOnInItsNextTopicBesideAPartitionedOne() {
        try (SinkScene scene = new SinkScene(
                PostgresServer.shared(18).createDatabase("moved_source"),
                new PostgresStore(PostgresServer.shared(13).createDatabase("moved_target")),
                KafkaServer.shared(),
                MovedTables.FORMAT,
                MovedTables.SECTION)) {
            MovedTables.play(scene);
        }
    }

    @Test
    void whatCannotBeDoneIsNamed() {
        try (SinkScene scene = SinkScene.postgres(18, SinkScene.avro(), "")) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.docs (id int PRIMARY KEY, kind text, body text)",
                            "ALTER TABLE public.docs ALTER body SET STORAGE EXTERNAL",
                            "CREATE TABLE public.other (id int PRIMARY KEY, kind text)",
                            "INSERT INTO public.docs VALUES (1, 'a', repeat('x', 3000)), (2, 'b', repeat('y', 3000))",
                            "INSERT INTO public.other VALUES (1, 'a')");
            scene.pipelineUntilNow();
            refused(scene, "{table: public.docs, where: \"kind =\"}", "CV-SINK-FILTER", "Syntax error");
            refused(scene, "{table: public.docs, drop: [nosuch]}", "CV-SINK-TABLE", "nosuch");
            refused(
                    scene,
                    "{table: public.docs, into: all}\n      - {table: public.other, into: all}",
                    "CV-SINK-TABLE",
                    "nothing tells their rows apart");
            assertThat(scene.target().query("SELECT FROM pg_tables WHERE schemaname = 'public'"))
                    .as("nothing was changed")
                    .isEmpty();

            // the row left with another body, and the change that brings it back does not have its body
            tables(scene, "{table: public.docs, where: \"kind = 'a'\"}");
            scene.sinkUntilNow();
            scene.source()
                    .execute(
                            "UPDATE public.docs SET kind = 'c', body = repeat('z', 3000) WHERE id = 1",
                            "UPDATE public.docs SET kind = 'a' WHERE id = 1");
            scene.pipelineUntilNow();
            assertThatThrownBy(scene::sinkUntilNow)
                    .hasMessageContaining("CV-SINK-FILTER")
                    .hasMessageContaining("begins to fit");
            assertThat(scene.target().query("SELECT id::text, left(body, 1) FROM public.docs"))
                    .containsExactly(List.of("1", "x"));
        }
    }

    @Test
    void aTableThatIsGoneIsNotMadeAnew() {
        try (SinkScene scene = SinkScene.postgres(18, SinkScene.avro(), "")) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.docs (id int PRIMARY KEY, kind text)",
                            "INSERT INTO public.docs VALUES (1, 'a'), (2, 'b')",
                            "CREATE TABLE public.late (id int PRIMARY KEY)");
            scene.catchUp();
            scene.target().execute("DROP TABLE public.docs");
            scene.source()
                    .execute("INSERT INTO public.late VALUES (1)", "UPDATE public.docs SET kind = 'c' WHERE id = 1");
            scene.pipelineUntilNow();
            assertThatThrownBy(scene::sinkUntilNow)
                    .hasMessageContaining("CV-SINK-TABLE")
                    .hasMessageContaining("It is gone");
            assertThatThrownBy(scene::sinkUntilNow).hasMessageContaining("It is gone");
            scene.target().execute("UPDATE culvert.sink_table SET made = false WHERE table_name = 'docs'");
            scene.pipelineUntilNow(
                    RunOptions.standard().tables(TableRequests.NONE.again(new TableId("public", "docs"))));
            scene.sinkUntilNow();
            scene.assertEqual(List.of("docs", "late"));

            scene.target().execute("ALTER TABLE public.docs ALTER kind TYPE varchar(3)");
            scene.source().execute("UPDATE public.docs SET kind = 'b' WHERE id = 2");
            scene.pipelineUntilNow();
            assertThatThrownBy(scene::sinkUntilNow).hasMessageContaining("may be cut");
            scene.target().execute("ALTER TABLE public.docs ALTER kind TYPE text");
            scene.target().execute("ALTER TABLE public.docs ADD CONSTRAINT one_kind UNIQUE (kind)");
            scene.source().execute("UPDATE public.docs SET kind = 'c' WHERE id = 2");
            scene.pipelineUntilNow();
            assertThatThrownBy(scene::sinkUntilNow)
                    .hasMessageContaining(
                            "by the constraint \"one_kind\" of the table \"public\".\"docs\" (SQLSTATE 23505)")
                    .hasMessageNotContaining("(kind)");
        }
    }

    private static void refused(SinkScene scene, String tables, String code, String fact) {
        tables(scene, tables);
        assertThatThrownBy(scene::sinkUntilNow)
                .as(tables)
                .hasMessageContaining(code)
                .hasMessageContaining(fact);
    }

    private static void tables(SinkScene scene, String tables) {
        scene.edit(yaml -> yaml.replaceFirst(
                "(?s)    commitInterval: 200ms\n(    tables:\n.*?)?(    type: postgres\n)",
                java.util.regex.Matcher.quoteReplacement(
                                "    commitInterval: 200ms\n    tables:\n      - " + tables + "\n")
                        + "$2"));
    }
}
