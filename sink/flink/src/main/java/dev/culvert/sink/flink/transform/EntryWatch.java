package dev.culvert.sink.flink.transform;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.mask.ValueMasks;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether the rows that a store has of a table were made as its entry says now. If they were not, they would be half of the one and half of the
 * other, so what comes waits for what empties the table. What is said of a column that is gone, or was not there, made no row. For one thread.
 */
public final class EntryWatch {
    private final TableId table;
    private final Map<String, String> now;
    /** Null if nothing of the table has come. */
    private AppliedEntry applied;

    private String told;
    private Columns seen;
    private boolean waits;

    /** @param into its table in the store @param kept what {@link #news} gave when the rows were made; empty if there are none */
    public EntryWatch(TableId table, Optional<SinkTable> entry, TableId into, ValueMasks masks, Optional<String> kept) {
        this.table = table;
        this.now = AppliedEntry.parts(entry, into, masks);
        this.told = kept.orElse("");
        this.applied = kept.map(AppliedEntry::read).orElse(null);
    }

    /** Whether changes of this topic have to be looked at: not where nothing was said and nothing is. */
    public boolean matters(String topic) {
        return applied == null
                || !applied.topic().equals(topic)
                || !saysNothing()
                || !applied.parts().equals(now);
    }

    /** Whether nothing stays as it was after this truncate: where rows stay and are marked, a copy alone brings them anew. */
    public boolean isEmptiedBy(Change.Place truncate) {
        return truncate.kind() == Change.Kind.TRUNCATE
                && (truncate.isOfSnapshot() || !now.containsKey(AppliedEntry.DELETES));
    }

    /** Whether it only says where its rows go. */
    private boolean saysNothing() {
        return now.size() == 1;
    }

    /**
     * Whether a change is to wait.
     *
     * @throws CulvertException {@link ErrorCode#SINK_TABLE} if a column is gone whose values are not to be seen: it may have another name now
     */
    public boolean waits(String topic, Change change) {
        boolean begins = applied == null || !applied.topic().equals(topic) || isEmptiedBy(change.place());
        if (begins) {
            boolean same = applied != null && applied.parts().equals(now);
            applied = new AppliedEntry(topic, now, same ? applied.columns() : Set.of());
            waits = false;
            seen = null;
        }
        if (change.known() != seen) {
            seen = change.known();
            look(columns(seen));
        }
        return waits;
    }

    /** Those that a record in Avro tells of; one in JSON may leave some out. */
    private static Set<String> columns(Columns known) {
        return known.list().stream()
                .filter(column -> column.type().isPresent())
                .map(Columns.Column::name)
                .collect(Collectors.toSet());
    }

    private void look(Set<String> told) {
        Set<String> columns = told.isEmpty() ? applied.columns() : told;
        if (!others(columns).isEmpty()) {
            waits = true;
            return;
        }
        requireHidden(columns);
        applied = new AppliedEntry(applied.topic(), now, saysNothing() ? Set.of() : columns);
    }

    /** The parts by which rows would be other ones. */
    private Set<String> others(Set<String> columns) {
        Set<String> parts = new TreeSet<>(now.keySet());
        parts.addAll(applied.parts().keySet());
        parts.removeIf(part -> {
            String before = applied.parts().get(part);
            String after = now.get(part);
            Optional<String> column = AppliedEntry.column(part);
            return before != null && before.equals(after)
                    || column.isPresent() && after == null && !columns.contains(column.get())
                    || column.isPresent() && before == null && isNew(column.get());
        });
        return parts;
    }

    private boolean isNew(String column) {
        return !applied.columns().isEmpty() && !applied.columns().contains(column);
    }

    private void requireHidden(Set<String> columns) {
        for (String part : now.keySet()) {
            boolean hides = part.startsWith(AppliedEntry.MASK) || part.startsWith(AppliedEntry.DROP);
            String column = AppliedEntry.column(part).orElse("");
            if (hides && applied.columns().contains(column) && !columns.contains(column)) {
                throw new CulvertException(
                        ErrorCode.SINK_TABLE,
                        "table " + table,
                        "It has no column \"" + column + "\" any more, which sinks[].tables[]."
                                + part.substring(0, part.indexOf(':')) + " names, and it may have another name now.",
                        Changed.NOTHING,
                        "Give the table an entry of its own before this one: with the column's new name, or without it if it was dropped.");
            }
        }
    }

    /** What is to be kept with the rows, if it is not what was kept last; taken once. */
    public Optional<String> news() {
        if (applied == null || waits) {
            return Optional.empty();
        }
        String json = applied.json();
        if (json.equals(told)) {
            return Optional.empty();
        }
        told = json;
        return Optional.of(json);
    }

    /** That nothing is going to empty the table. */
    public CulvertException refusal() {
        return new CulvertException(
                ErrorCode.SINK_TABLE,
                "table " + table,
                "What the definition says of it (" + String.join(", ", others(columnsSeen()))
                        + ") is not what its rows in the sink were made by, and they would not be alike.",
                Changed.NOTHING,
                "Copy it anew: culvert run FILE --resnapshot " + table
                        + ". Or write sinks[].tables as it was; or give the sink another name, and other tables.");
    }

    private Set<String> columnsSeen() {
        Set<String> columns = seen == null ? Set.of() : columns(seen);
        return columns.isEmpty() ? applied.columns() : columns;
    }
}
