package dev.culvert.sink.flink.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.mask.ValueMasks;
import dev.culvert.sink.flink.harness.PipelineWithSink;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryWatchTest {
    private static final TableId TABLE = new TableId("public", "people");
    private static final String TOPIC = "shop.public.people";
    private static final String MASKED = "mask: [{columns: [secret], redact: x}]";

    @TempDir
    private Path folder;

    @Test
    void anEntryThatMakesOtherRowsWaitsForWhatEmptiesTheTable() {
        String kept = keptOf("where: a > 1", row("id", "a"));
        for (String other : new String[] {
            "where: a > 2",
            "deletes: mark",
            "drop: [a]",
            "rename: [{column: a, to: b}]",
            "mask: [{columns: [a], nullify: true}]"
        }) {
            EntryWatch watch = watch(other, kept);
            assertThat(watch.waits(TOPIC, row("id", "a"))).as(other).isTrue();
            assertThat(watch.news()).as(other).isEmpty();
            assertThat(watch.refusal()).hasMessageContaining("CV-SINK-TABLE").hasMessageContaining("where");
            assertThat(watch.waits(TOPIC, other.contains("mark") ? copy("id", "a") : truncate("id", "a")))
                    .as(other)
                    .isFalse();
            assertThat(watch.waits(TOPIC, row("id", "a"))).as(other).isFalse();
            assertThat(watch(other, watch.news().orElseThrow()).waits(TOPIC, row("id", "a")))
                    .as(other)
                    .isFalse();
        }
        EntryWatch moved = watch("drop: [a]", kept);
        assertThat(moved.waits(TOPIC + ".v2", row("id", "a"))).isFalse();
    }

    @Test
    void whereRowsStayWhenTheTableIsEmptiedACopyAloneBringsThemAnew() {
        String marked = "deletes: mark, " + MASKED;
        for (String before : new String[] {"metadata: [op]", "deletes: mark"}) {
            String kept = keptOf(before, row("id", "secret"));
            EntryWatch watch = watch(marked, kept);
            assertThat(watch.waits(TOPIC, row("id", "secret"))).isTrue();
            assertThat(watch.waits(TOPIC, truncate("id", "secret"))).as(before).isTrue();
            assertThat(watch(marked, kept).waits(TOPIC, truncate("id", "secret")))
                    .as("as the first change")
                    .isTrue();
            assertThat(watch.isEmptiedBy(truncate().place())).isFalse();
            assertThat(watch.waits(TOPIC, copy("id", "secret"))).isFalse();
            assertThat(watch(marked, watch.news().orElseThrow()).waits(TOPIC, truncate("id", "secret")))
                    .as("rows that are alike are marked")
                    .isFalse();
        }
        EntryWatch removes = watch(MASKED, keptOf(marked.replace("redact: x", "redact: y"), row("id", "secret")));
        assertThat(removes.waits(TOPIC, row("id", "secret"))).isTrue();
        assertThat(removes.waits(TOPIC, truncate("id", "secret")))
                .as("rows that were marked go too")
                .isFalse();
    }

    @Test
    void anEntryThatMakesTheSameRowsGoesOn() {
        String kept = keptOf(MASKED + ", drop: [plain]", row("id", "secret", "plain"));
        assertThat(watch("drop: [plain], metadata: [op], partitionBy: [id], " + MASKED, kept)
                        .waits(TOPIC, row("id", "secret", "plain")))
                .isFalse();
        assertThat(watch(MASKED, kept).waits(TOPIC, row("id", "secret", "plain")))
                .as("a column that was dropped is not any more")
                .isTrue();
        assertThat(watch(MASKED, kept).waits(TOPIC, row("id", "secret")))
                .as("and is gone at the source")
                .isFalse();
        assertThat(watch("drop: [plain, later], " + MASKED, kept).waits(TOPIC, row("id", "secret", "plain", "later")))
                .as("a column that came with the entry")
                .isFalse();
        assertThat(watch("drop: [plain, id], " + MASKED, kept).waits(TOPIC, row("id", "secret", "plain")))
                .isTrue();
    }

    @Test
    void aMaskOnAPlainTableWaits() {
        String kept = keptOf("partitionBy: [id]", row("id", "secret"));
        EntryWatch watch = watch(MASKED, kept);
        assertThat(watch.matters(TOPIC)).isTrue();
        assertThat(watch.waits(TOPIC, row("id", "secret"))).isTrue();
        assertThat(watch("metadata: [op]", kept).matters(TOPIC)).isFalse();
    }

    @Test
    void anotherSaltIsAnotherMaskAndIsNotKept() throws IOException {
        Path salt = Files.writeString(folder.resolve("salt"), "0123456789abcdef");
        String hashed = "mask: [{columns: [secret], hash: {salt: {file: \"" + salt + "\"}}}]";
        String kept = keptOf(hashed, row("id", "secret"));
        assertThat(kept).doesNotContain("0123456789abcdef");
        assertThat(watch(hashed, kept).waits(TOPIC, row("id", "secret"))).isFalse();
        Files.writeString(salt, "fedcba9876543210");
        assertThat(watch(hashed, kept).waits(TOPIC, row("id", "secret"))).isTrue();
    }

    @Test
    void aMaskedColumnThatIsGoneStopsUnderGlobsTooAndAfterATruncate() {
        String kept = keptOf("public.*", MASKED, row("id", "secret"));
        for (Change before : new Change[] {row("id", "secret"), truncate("id", "secret")}) {
            EntryWatch watch = watch("public.*", MASKED, kept);
            assertThat(watch.waits(TOPIC, before)).isFalse();
            assertThatThrownBy(() -> watch.waits(TOPIC, row("id", "renamed")))
                    .hasMessageContaining("CV-SINK-TABLE")
                    .hasMessageContaining("no column \"secret\" any more");
        }
        EntryWatch next = watch("public.*", MASKED, kept);
        assertThatThrownBy(() -> next.waits(TOPIC, row("id", "renamed"))).hasMessageContaining("secret");
        assertThatThrownBy(() -> watch("public.*", MASKED, kept).waits(TOPIC + ".v2", row("id", "renamed")))
                .as("in another topic")
                .hasMessageContaining("secret");
        assertThat(watch("mask: [{columns: [renamed], redact: x}]", kept).waits(TOPIC, row("id", "renamed")))
                .as("an entry of its own leads on without a copy")
                .isFalse();
        EntryWatch never =
                watch("public.*", "mask: [{columns: [elsewhere], redact: x}]", keptOf("public.*", MASKED, row("id")));
        assertThat(never.waits(TOPIC, row("id"))).as("of another table").isFalse();
    }

    private String keptOf(String entry, Change change) {
        return keptOf("public.people", entry, change);
    }

    private String keptOf(String table, String entry, Change change) {
        EntryWatch watch = new EntryWatch(TABLE, rule(table, entry), TABLE, new ValueMasks(), Optional.empty());
        assertThat(watch.waits(TOPIC, change)).isFalse();
        String kept = watch.news().orElseThrow();
        assertThat(watch.news()).isEmpty();
        return kept;
    }

    private EntryWatch watch(String entry, String kept) {
        return watch("public.people", entry, kept);
    }

    private EntryWatch watch(String table, String entry, String kept) {
        return new EntryWatch(TABLE, rule(table, entry), TABLE, new ValueMasks(), Optional.of(kept));
    }

    private static Optional<SinkTable> rule(String table, String entry) {
        return PipelineWithSink.of(
                        "{name: lake, type: iceberg, iceberg: {warehouse: /nowhere}, tables: [{table: \"%s\", %s}]}"
                                .formatted(table, entry))
                .sinks()
                .get(0)
                .rule(TABLE);
    }

    private static Change row(String... columns) {
        return change(Change.Kind.UPSERT, columns);
    }

    private static Change truncate(String... columns) {
        return change(Change.Kind.TRUNCATE, columns);
    }

    /** What a copy begins with. */
    private static Change copy(String... columns) {
        return change(new Change.Place(Change.Kind.TRUNCATE, 0, 0, 1), columns);
    }

    private static Change change(Change.Kind kind, String... columns) {
        return change(new Change.Place(kind, 1, 0, 0), columns);
    }

    private static Change change(Change.Place place, String... columns) {
        return new Change(
                place,
                Change.Origin.NONE,
                Optional.empty(),
                new Columns(Arrays.stream(columns)
                        .map(name -> new Columns.Column(name, Optional.of("pg_catalog.\"text\""), Optional.empty()))
                        .toList()),
                new String[columns.length],
                new BitSet());
    }
}
