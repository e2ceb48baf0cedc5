package dev.culvert.sink.flink.transform;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.MaskDefinition;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.mask.ValueMask;
import dev.culvert.schemas.mask.ValueMasks;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which columns of a table's records arrive, as what, and what is added to them. Immutable. */
final class ColumnPlan {
    private static final String TEXT = "pg_catalog.\"text\"";
    private static final Set<String> CUTTABLE = Set.of("text", "varchar", "bpchar", "name");

    private final SinkTable rule;
    private final TableId table;
    private final Columns source;
    private final Columns columns;
    /** Of each column that is the source's: where it is there. */
    private final int[] from;

    private final ValueMask[] masks;
    private final List<Metadata> metadata;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, ValueMask> maskOf = new HashMap<>();

    ColumnPlan(SinkTable rule, TableId table, Columns source, ValueMasks values) {
        this.rule = rule;
        this.table = table;
        this.source = source;
        this.metadata = Metadata.of(rule);
        rule.rename().forEach(rename -> names.put(rename.column(), rename.to()));
        Map<String, MaskDefinition> definitions = new HashMap<>();
        rule.mask().forEach(mask -> mask.columns().forEach(column -> definitions.put(column, mask)));
        definitions.forEach((column, mask) -> maskOf.put(column, values.of(mask)));
        requireColumns(definitions.keySet());
        List<Columns.Column> list = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < source.size(); i++) {
            Columns.Column column = source.list().get(i);
            if (!rule.drop().contains(column.name())) {
                list.add(arriving(column, Optional.ofNullable(definitions.get(column.name()))));
                places.add(i);
            }
        }
        from = places.stream().mapToInt(Integer::intValue).toArray();
        masks = Arrays.stream(from)
                .mapToObj(i -> maskOf.get(source.list().get(i).name()))
                .toArray(ValueMask[]::new);
        metadata.forEach(each -> list.add(each.column()));
        requireNamesOnce(list);
        columns = new Columns(list);
    }

    /** A name that is written wrong must not let a column through. Records in JSON do not tell all columns. */
    private void requireColumns(Set<String> masked) {
        if (!rule.isExact()
                || source.list().stream().noneMatch(column -> column.type().isPresent())) {
            return;
        }
        requireThere("drop", rule.drop());
        requireThere("mask", masked);
        requireThere("rename", names.keySet());
    }

    private void requireThere(String key, Iterable<String> wanted) {
        for (String column : wanted) {
            if (source.indexOf(column) < 0) {
                throw refuse(
                        "It has no column \"" + column + "\", which sinks[].tables[]." + key + " names.",
                        "Correct " + key
                                + ". If the column was dropped or renamed at the source, take it out, or write its new name.");
            }
        }
    }

    private void requireNamesOnce(List<Columns.Column> list) {
        Set<String> seen = new HashSet<>();
        for (Columns.Column column : list) {
            if (!seen.add(column.name())) {
                throw refuse(
                        "Two of its columns would be called \"" + column.name() + "\".",
                        "Give one of them another name (sinks[].tables[].rename), or leave it out (drop).");
            }
        }
    }

    private Columns.Column arriving(Columns.Column column, Optional<MaskDefinition> mask) {
        Optional<String> type = column.type();
        Optional<String> missing = column.missing();
        if (mask.isPresent()) {
            requireMaskable(column, mask.get());
            boolean becomesText =
                    mask.get().hash().isPresent() || mask.get().redact().isPresent();
            type = becomesText && type.isPresent() ? Optional.of(TEXT) : type;
            missing = missing.flatMap(
                    text -> Optional.ofNullable(maskOf.get(column.name()).apply(text)));
        }
        return new Columns.Column(name(column.name()), type, missing);
    }

    private void requireMaskable(Columns.Column column, MaskDefinition mask) {
        boolean cuttable = column.type()
                .map(type -> CUTTABLE.contains(type.replace("pg_catalog.", "").replace("\"", "")))
                .orElse(true);
        if (mask.truncate().isPresent() && !cuttable) {
            throw refuse(
                    "Its column \"" + column.name() + "\" is no text, and cannot be truncated.",
                    "Mask it by hash, redact or nullify, or leave it out (drop).");
        }
    }

    private String name(String column) {
        return names.getOrDefault(column, column);
    }

    /** What it was made for. */
    Columns source() {
        return source;
    }

    /** What arrives. */
    Columns columns() {
        return columns;
    }

    /** The key under which a row arrives; null if that is the record's own, or there is none. */
    Change.Key key(Change change) {
        Optional<Change.Key> known = change.key();
        if (known.isEmpty()) {
            return null;
        }
        Change.Key key = known.get();
        boolean same = !rule.tellsTable();
        for (String column : key.names()) {
            if (rule.drop().contains(column)) {
                throw refuse(
                        "Its column \"" + column + "\" is of its key, and cannot be left out.", "Take it out of drop.");
            }
            same &= !names.containsKey(column) && !maskOf.containsKey(column);
        }
        return same ? null : mapped(key);
    }

    private Change.Key mapped(Change.Key key) {
        List<String> keyNames = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < key.names().size(); i++) {
            String column = key.names().get(i);
            requireIdentity(column);
            ValueMask mask = maskOf.get(column);
            String value = key.values().get(i);
            keyNames.add(name(column));
            values.add(mask == null ? value : mask.apply(value));
        }
        if (rule.tellsTable()) {
            keyNames.add(Metadata.TABLE.column().name());
            values.add(table.toString());
        }
        return new Change.Key(keyNames, values);
    }

    private void requireIdentity(String column) {
        rule.mask().stream()
                .filter(mask -> mask.columns().contains(column) && !mask.keepsIdentity())
                .findFirst()
                .ifPresent(mask -> {
                    throw refuse(
                            "Its column \"" + column + "\" is of its key, and rows would lose their identity.",
                            "Mask it by hash.");
                });
    }

    /** The values of a row, as they arrive. */
    String[] values(String[] row, Change.Place place, Change.Origin origin) {
        String[] values = new String[columns.size()];
        for (int i = 0; i < from.length; i++) {
            String value = row[from[i]];
            values[i] = value == null || masks[i] == null ? value : masks[i].apply(value);
        }
        for (int i = 0; i < metadata.size(); i++) {
            values[from.length + i] = metadata.get(i).of(table, place, origin);
        }
        return values;
    }

    BitSet unchanged(BitSet ofSource) {
        BitSet unchanged = new BitSet();
        if (!ofSource.isEmpty()) {
            for (int i = 0; i < from.length; i++) {
                unchanged.set(i, ofSource.get(from[i]));
            }
        }
        return unchanged;
    }

    /** What a row has that stays although it was deleted: its key, and what is told of the change. @param key null if it is the record's own */
    String[] marked(Change change, Change.Key key) {
        Change.Key of = key == null ? change.key().orElseThrow() : key;
        String[] values = new String[columns.size()];
        for (int i = 0; i < of.names().size(); i++) {
            values[columns.indexOf(of.names().get(i))] = of.values().get(i);
        }
        for (int i = 0; i < metadata.size(); i++) {
            values[from.length + i] = metadata.get(i).of(table, change.place(), change.origin());
        }
        return values;
    }

    /** Everything else. */
    BitSet keptWhenMarked(Change change) {
        BitSet kept = new BitSet();
        kept.set(0, from.length);
        change.key().orElseThrow().names().forEach(column -> kept.clear(columns.indexOf(name(column))));
        return kept;
    }

    private CulvertException refuse(String fact, String remedy) {
        return new CulvertException(ErrorCode.SINK_TABLE, "table " + table, fact, Changed.NOTHING, remedy);
    }
}
