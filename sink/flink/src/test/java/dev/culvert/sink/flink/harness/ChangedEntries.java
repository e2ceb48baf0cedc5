package dev.culvert.sink.flink.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;

/** What the definition says of a table is changed while its rows are in a store. */
public final class ChangedEntries {
    private static final TableId DOCS = new TableId("public", "docs");
    private static final String MASKED = "{table: \"public.*\", mask: [{columns: [secret], redact: x}]}";

    private final SinkScene scene;

    private ChangedEntries(SinkScene scene) {
        this.scene = scene;
    }

    /** @param rename gives a table of the store another name */
    public static void play(SinkScene scene, BiConsumer<String, String> rename) {
        ChangedEntries changed = new ChangedEntries(scene);
        changed.play();
        changed.playMarks();
        changed.playPlaces();
        rename.accept("fourth", "fifth");
        changed.entries("{table: public.late, into: fifth}");
        scene.source().execute("INSERT INTO public.late VALUES (1000)");
        scene.catchUp();
        changed.requireIds("fifth");
    }

    private void play() {
        entries("{table: \"public.*\"}");
        scene.source()
                .execute(
                        "CREATE TABLE public.docs (id int PRIMARY KEY, secret text)",
                        "CREATE TABLE public.other (id int PRIMARY KEY, secret text)",
                        "INSERT INTO public.docs SELECT g, 'seen ' || g FROM generate_series(1, 9) g",
                        "INSERT INTO public.other VALUES (1, 'seen')");
        scene.catchUp();

        entries(MASKED);
        scene.source()
                .execute(
                        "UPDATE public.docs SET secret = 'changed' WHERE id < 4",
                        "DELETE FROM public.docs WHERE id = 9");
        scene.pipelineUntilNow();
        refused("mask:secret");
        refused("mask:secret");
        assertThat(secrets("docs"))
                .as("nothing was applied")
                .contains("seen 1", "seen 9")
                .hasSize(9);

        entries("{table: \"public.*\"}"); // as it was: nothing was lost
        scene.sinkUntilNow();
        scene.assertEqual(List.of("docs", "other"));

        entries(MASKED);
        scene.source().execute("UPDATE public.docs SET secret = 'before the copy'");
        scene.pipelineUntilNow(); // into the topic, before the copy
        scene.pipelineUntilNow(RunOptions.standard().tables(TableRequests.NONE.again(DOCS)));
        scene.source().execute("INSERT INTO public.docs VALUES (10, 'after the copy')");
        scene.catchUp();
        assertThat(secrets("docs")).as("copied anew").hasSize(9).containsOnly("x");
        assertThat(secrets("other")).as("nothing came of it").containsExactly("seen");

        scene.source()
                .execute(
                        "ALTER TABLE public.docs RENAME secret TO hidden",
                        "UPDATE public.docs SET hidden = 'a secret' WHERE id = 1");
        scene.pipelineUntilNow(RunOptions.standard().tables(TableRequests.NONE.again(DOCS)));
        refused("no column \"secret\" any more");
        refused("no column \"secret\" any more");
        entries("{table: public.docs, mask: [{columns: [hidden], redact: x}]}\n      - " + MASKED);
        scene.sinkUntilNow();
        assertThat(scene.store().rows("docs"))
                .extracting(row -> row.get("hidden"))
                .contains("x")
                .doesNotContain("a secret");
    }

    /** Where deleted rows stay, a truncate of the source empties nothing. */
    private void playMarks() {
        entries("{table: public.marked, deletes: mark}");
        scene.source()
                .execute(
                        "CREATE TABLE public.marked (id int PRIMARY KEY, secret text)",
                        "INSERT INTO public.marked VALUES (1, 'seen'), (2, 'seen')");
        scene.catchUp();
        entries("{table: public.marked, deletes: mark, mask: [{columns: [secret], redact: x}]}");
        scene.source()
                .execute(
                        "INSERT INTO public.marked VALUES (3, 'never there')",
                        "TRUNCATE public.marked",
                        "INSERT INTO public.marked VALUES (2, 'again'), (4, 'new')");
        scene.pipelineUntilNow();
        refused("mask:secret");
        assertThat(secrets("marked")).as("nothing was applied").containsExactly("seen", "seen");
        scene.pipelineUntilNow(RunOptions.standard().tables(TableRequests.NONE.again(new TableId("public", "marked"))));
        scene.sinkUntilNow();
        assertThat(secrets("marked"))
                .as("the row that is gone stays as it was, the others are copied")
                .containsExactlyInAnyOrder("seen", "x", "x");
    }

    /** Tables that the sink has not had, has no more, or had elsewhere. */
    private void playPlaces() {
        TableId late = new TableId("public", "late");
        entries("{table: public.docs}");
        scene.source()
                .execute(
                        "CREATE TABLE public.late (id int PRIMARY KEY)",
                        "INSERT INTO public.late SELECT generate_series(1, 9)",
                        // what a reader of the store asks for types
                        "CREATE TABLE public.other_late (id int PRIMARY KEY)",
                        "CREATE TABLE public.third (id int PRIMARY KEY)",
                        "CREATE TABLE public.fourth (id int PRIMARY KEY)",
                        "CREATE TABLE public.fifth (id int PRIMARY KEY)");
        scene.pipelineUntilNow();
        for (String now : List.of("{table: public.late}", "{table: public.late, into: other_late}")) {
            scene.sinkUntilNow(); // it goes by
            entries(now);
            scene.source().execute("UPDATE public.late SET id = -id WHERE id IN (1, -1)");
            scene.pipelineUntilNow();
            refused("left out");
            refused("left out");
            scene.pipelineUntilNow(RunOptions.standard().tables(TableRequests.NONE.again(late)));
            scene.source().execute("DELETE FROM public.late WHERE id = (SELECT max(id) FROM public.late)");
            scene.catchUp();
            requireIds(now.contains("into") ? "other_late" : "late");
            entries("{table: public.docs}");
            scene.source().execute("UPDATE public.late SET id = id + 100 WHERE id = 5");
            scene.pipelineUntilNow();
        }
        scene.sinkUntilNow();
        entries("{table: public.late, into: third}");
        scene.pipelineUntilNow(RunOptions.standard().tables(TableRequests.NONE.again(late)));
        scene.sinkUntilNow();
        requireIds("third");

        entries("{table: public.late, into: fourth}");
        scene.source().execute("DELETE FROM public.late WHERE id = (SELECT max(id) FROM public.late)");
        scene.pipelineUntilNow();
        refused("into");
        entries("{table: public.late, into: third}");
        scene.sinkUntilNow(); // as it was: nothing was lost
        requireIds("third");
        entries("{table: public.late, into: fourth}");
        scene.pipelineUntilNow(RunOptions.standard().tables(TableRequests.NONE.again(late)));
        scene.sinkUntilNow();
        requireIds("fourth");
    }

    private void requireIds(String target) {
        assertThat(scene.store().rows(target))
                .extracting(row -> Integer.parseInt(row.get("id")))
                .containsExactlyInAnyOrderElementsOf(scene.source().query("SELECT id FROM public.late").stream()
                        .map(row -> Integer.parseInt(row.get(0)))
                        .toList());
    }

    private void refused(String fact) {
        assertThatThrownBy(scene::sinkUntilNow)
                .hasMessageContaining("CV-SINK-TABLE")
                .hasMessageContaining(fact);
    }

    private List<String> secrets(String table) {
        return scene.store().rows(table).stream()
                .map((Map<String, String> row) -> row.get("secret"))
                .toList();
    }

    private void entries(String tables) {
        scene.edit(yaml -> yaml.replaceFirst(
                "(?s)    commitInterval: 200ms\n(    tables:\n.*?)?(    type: )",
                Matcher.quoteReplacement("    commitInterval: 200ms\n    tables:\n      - " + tables + "\n") + "$2"));
    }
}
