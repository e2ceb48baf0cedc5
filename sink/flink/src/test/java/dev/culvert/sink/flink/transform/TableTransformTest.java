package dev.culvert.sink.flink.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.mask.ValueMasks;
import dev.culvert.sink.flink.harness.PipelineWithSink;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTransformTest {
    private static final TableId TABLE = new TableId("public", "docs");
    private static final Columns COLUMNS = new Columns(
            List.of(column("id", "int4"), column("kind", "text"), column("body", "text"), column("total", "int4")));
    private static final Change.Origin ORIGIN = new Change.Origin(258, 1_700_000_000_123_456L);

    private static Columns.Column column(String name, String type) {
        return new Columns.Column(name, Optional.of("pg_catalog.\"" + type + '"'), Optional.of("1"));
    }

    private static TableTransform transform(String entry) {
        PipelineDefinition definition = PipelineWithSink.of(
                "{name: a, type: postgres, postgres: {url: \"postgresql://u@127.0.0.1/a\"}, tables: [{table: public.docs, %s}]}"
                        .formatted(entry));
        SinkTable rule = definition.sinks().get(0).rule(TABLE).orElseThrow();
        return new TableTransform(rule, TABLE, new ValueMasks());
    }

    private static Change change(Change.Kind kind, String... values) {
        BitSet unchanged = new BitSet();
        for (int i = 0; i < values.length; i++) {
            if ("~".equals(values[i])) {
                unchanged.set(i);
                values[i] = null;
            }
        }
        Change.Place place = new Change.Place(kind, 7, 1, 0);
        Optional<Change.Key> key = Optional.of(new Change.Key(List.of("id"), List.of(values[0])));
        Change row = new Change(place, ORIGIN, key, COLUMNS, values, unchanged);
        return kind == Change.Kind.DELETE ? row.gone(null, COLUMNS, null) : row;
    }

    @Test
    void columnsAreLeftOutRenamedMaskedAndAdded() {
        Change arrives = transform(
                        "drop: [kind], rename: [{column: id, to: doc}], mask: [{columns: [body], redact: x}],"
                                + " metadata: [op, lsn, committedAt, table], into: all")
                .apply(change(Change.Kind.CREATE, "5", "k", "secret", null))
                .orElseThrow();

        assertThat(arrives.columns().list())
                .extracting(Columns.Column::name)
                .containsExactly("doc", "body", "total", "_op", "_lsn", "_committed_at", "_table");
        assertThat(arrives.values())
                .containsExactly("5", "x", null, "c", "258", "2023-11-14 22:13:20.123456+00", "public.docs");
        assertThat(arrives.columns().list().get(1).missing()).contains("x");
        assertThat(arrives.key()).contains(new Change.Key(List.of("doc", "_table"), List.of("5", "public.docs")));
    }

    @Test
    void whatIsToldOfADeletedRowIsMaskedToo() {
        Change deleted = change(Change.Kind.UPSERT, "5", "k", "secret", "1");
        Change arrives = transform("drop: [kind], mask: [{columns: [body], redact: x}]")
                .apply(deleted.gone(null, COLUMNS, deleted.row()))
                .orElseThrow();

        assertThat(arrives.isGone()).isTrue();
        assertThat(arrives.old().orElseThrow()).containsExactly("5", "x", "1");
        assertThat(arrives.known().list()).extracting(Columns.Column::name).containsExactly("id", "body", "total");
    }

    @Test
    void whatIsUnchangedStaysSo() {
        Change arrives = transform("drop: [kind], mask: [{columns: [body], redact: x}]")
                .apply(change(Change.Kind.UPSERT, "5", "k", "~", "1"))
                .orElseThrow();

        assertThat(arrives.unchanged().stream()).containsExactly(1);
        assertThat(arrives.absent()).isEqualTo(Change.Absent.INSERT);
    }

    @Test
    void aRowThatDoesNotFitGoes() {
        TableTransform filter = transform("where: \"total > 10\"");

        assertThat(filter.apply(change(Change.Kind.CREATE, "5", "k", "b", "10")))
                .isEmpty();
        assertThat(filter.apply(change(Change.Kind.UPSERT, "5", "k", "b", "10"))
                        .orElseThrow()
                        .isGone())
                .isTrue();
        assertThat(filter.apply(change(Change.Kind.UPSERT, "5", "k", "~", "11"))
                        .orElseThrow()
                        .absent())
                .isEqualTo(Change.Absent.REFUSE);
        assertThat(filter.apply(change(Change.Kind.DELETE, "5")).orElseThrow().isGone())
                .isTrue();
    }

    @Test
    void aRowThatIsMarkedKeepsAllButItsKey() {
        Change arrives = transform("deletes: mark, metadata: [op], rename: [{column: id, to: doc}]")
                .apply(change(Change.Kind.DELETE, "5"))
                .orElseThrow();

        assertThat(arrives.isGone()).isFalse();
        assertThat(arrives.place().kind()).isEqualTo(Change.Kind.DELETE);
        assertThat(arrives.values()).containsExactly("5", null, null, null, "d", "2023-11-14 22:13:20.123456+00");
        assertThat(arrives.unchanged().stream()).containsExactly(1, 2, 3);
        assertThat(arrives.absent()).isEqualTo(Change.Absent.SKIP);
    }

    @Test
    void aTruncateIsOfNoRow() {
        Change truncate = new Change(
                new Change.Place(Change.Kind.TRUNCATE, 7, 1, 0),
                ORIGIN,
                Optional.empty(),
                new Columns(List.of()),
                new String[0],
                new BitSet());
        assertThat(transform("where: \"total > 10\"").apply(truncate)).containsSame(truncate);
        assertThat(transform("drop: [kind]")
                        .apply(truncate.truncating(COLUMNS))
                        .orElseThrow()
                        .known()
                        .list())
                .extracting(Columns.Column::name)
                .containsExactly("id", "body", "total");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drop: [nosuch] | nosuch",
                "drop: [id] | of its key",
                "mask: [{columns: [bodi], redact: x}] | bodi",
                "mask: [{columns: [id], redact: x}] | lose their identity",
                "mask: [{columns: [total], truncate: 1}] | is no text",
                "rename: [{column: kind, to: body}] | Two of its columns",
                "rename: [{column: kind, to: _op}], metadata: [op] | Two of its columns",
                "rename: [{column: kin, to: sort}] | kin",
            })
    void whatTheTableHasNotIsNamed(String entry, String fact) {
        assertThatThrownBy(() -> transform(entry).apply(change(Change.Kind.UPSERT, "5", "k", "b", "1")))
                .hasMessageContaining("CV-SINK-TABLE")
                .hasMessageContaining(fact);
    }
}
