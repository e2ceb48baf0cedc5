package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.sink.flink.harness.PipelineWithSink;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.transform.Transforms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** One table of a sink in a folder, without servers. */
final class LakeFixture implements AutoCloseable {
    static final TableId SOURCE = new TableId("public", "t");
    private static final Change.Origin NOWHERE = new Change.Origin(0, 0);

    final IcebergTarget target;
    final Lake lake;
    private final List<Columns.Column> columns = new ArrayList<>();
    private String key;
    private long transaction;
    private long offset;

    /** @param tables the sink's, as YAML */
    LakeFixture(Path folder, String iceberg, String tables) {
        PipelineDefinition definition =
                PipelineWithSink.of("{name: lake, type: iceberg, iceberg: {warehouse: \"%s\"%s}%s}"
                        .formatted(folder.resolve("warehouse"), iceberg, tables));
        target = new IcebergTarget(definition, definition.sinks().get(0));
        lake = target.open();
    }

    /** The next records have one more column. */
    LakeFixture column(String name, String type) {
        return column(name, type, Optional.empty());
    }

    /** @param missing what older rows have in it */
    LakeFixture column(String name, String type, Optional<String> missing) {
        columns.removeIf(column -> column.name().equals(name));
        columns.add(new Columns.Column(name, Optional.of("pg_catalog." + type), missing));
        return this;
    }

    /** The column that is the key, if it is not the first. */
    void keyedBy(String name) {
        key = name;
    }

    private int keyColumn() {
        return key == null ? 0 : new Columns(columns).indexOf(key);
    }

    LakeTable open() {
        return open(0);
    }

    /** @param commits of the table, as the sink knows them @param sources that share it */
    LakeTable open(long commits, TableId... sources) {
        LakeTable table = new LakeTable(lake, target, target.target(SOURCE), commits, new LakeRefusals());
        table.of(SOURCE);
        List.of(sources).forEach(table::of);
        return table;
    }

    /** A row, by the key's column, which is the first; {@code "~"} is unchanged. */
    Change upsert(String... values) {
        return row(Change.Kind.UPSERT, ++transaction, 0, values);
    }

    /** A row of a copy. */
    Change copied(int generation, String... values) {
        return row(Change.Kind.UPSERT, 0, generation, values);
    }

    Change delete(String key) {
        return new Change(
                new Change.Place(Change.Kind.DELETE, ++transaction, 0, 0),
                NOWHERE,
                key(key),
                new Columns(List.of()),
                new String[0],
                new BitSet());
    }

    Change truncate() {
        return new Change(
                new Change.Place(Change.Kind.TRUNCATE, ++transaction, 0, 0),
                NOWHERE,
                Optional.empty(),
                new Columns(List.of()),
                new String[0],
                new BitSet());
    }

    private Change row(Change.Kind kind, long number, int generation, String... values) {
        BitSet unchanged = new BitSet();
        String[] known = values.clone();
        for (int i = 0; i < known.length; i++) {
            if ("~".equals(known[i])) {
                known[i] = null;
                unchanged.set(i);
            }
        }
        return new Change(
                new Change.Place(kind, number, 0, generation),
                NOWHERE,
                key(values[keyColumn()]),
                new Columns(columns),
                known,
                unchanged);
    }

    private Optional<Change.Key> key(String value) {
        return Optional.of(new Change.Key(List.of(columns.get(keyColumn()).name()), List.of(value)));
    }

    /** Applies changes as one piece. */
    void piece(LakeTable table, Change... changes) {
        apply(table, SOURCE, changes);
        table.flush();
    }

    /** Changes of a table, as its entry says. */
    void apply(LakeTable table, TableId source, Change... changes) {
        LakeSource into = table.of(source);
        into.in(topic(source));
        try (Transforms transforms = new Transforms(target.sink())) {
            for (Change change : changes) {
                transforms.apply(source, change).ifPresent(each -> into.apply(each, 10));
            }
        }
    }

    private static String topic(TableId source) {
        return "shop." + source;
    }

    void commit(LakeTable table, TableId... sources) {
        Map<Place, Long> reached = new HashMap<>();
        reached.put(new Place(topic(SOURCE), 0), ++offset);
        for (TableId source : sources) {
            reached.put(new Place(topic(source), 0), offset);
        }
        table.commit(UUID.randomUUID().toString(), reached, Map.of());
    }

    Table table() {
        return lake.find(target.target(SOURCE)).orElseThrow();
    }

    /** The rows, as text, sorted. */
    List<String> rows() {
        return rows(table());
    }

    static List<String> rows(Table table) {
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
            List<String> texts = new ArrayList<>();
            rows.forEach(row -> texts.add(text(row)));
            texts.sort(null);
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Record row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(String.valueOf(row.get(i)));
        }
        return String.join("|", values);
    }

    @Override
    public void close() {
        lake.close();
    }
}
