package dev.culvert.sink.flink.transform;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** That no two tables of the source are one in a store, unless their rows say which they are of. For one thread. */
public final class TargetNames {
    private final SinkDefinition sink;
    private final Supplier<? extends Collection<TableId>> captured;
    private Collection<TableId> known = List.of();
    private final Set<TableId> seen = new HashSet<>();

    /** @param captured the tables that the pipeline captures now; asked when one comes that was not there before */
    public TargetNames(SinkDefinition sink, Supplier<? extends Collection<TableId>> captured) {
        this.sink = sink;
        this.captured = captured;
    }

    /** @throws CulvertException {@link ErrorCode#SINK_TABLE} if another captured table has the same target */
    public void require(TableId table) {
        if (!seen.add(table)) {
            return;
        }
        if (!known.contains(table)) {
            known = captured.get();
        }
        known.forEach(other -> requireApart(table, other));
    }

    /** The same of all that are captured. */
    public void requireAll() {
        known = captured.get();
        known.stream().filter(sink::takes).forEach(this::require);
    }

    private void requireApart(TableId table, TableId other) {
        if (other.equals(table) || !sink.takes(other)) {
            return;
        }
        boolean same = sink.target(other).equals(sink.target(table));
        requireReadApart(table, other, same);
        if (same && !(tellsTable(table) && tellsTable(other))) {
            boolean isLog = sink.type() == SinkDefinition.Type.FILES;
            throw refuse(
                    table,
                    table + " and " + other + " both go into it, and "
                            + (isLog ? "a log has one table in a folder." : "nothing tells their rows apart."),
                    "Give one of them another name (sinks[].tables[].into)"
                            + (isLog ? "." : ", or both into and metadata: [table]."));
        }
        if (same && !partitionBy(table).equals(partitionBy(other))) {
            throw refuse(
                    table,
                    table + " and " + other + " both go into it, and their entries do not partition it alike.",
                    "Write the same partitionBy in both (sinks[].tables[]).");
        }
    }

    /** With dots in names, two tables may read the same: {@code _table} and what is kept of an Iceberg table could not tell them apart. */
    private void requireReadApart(TableId table, TableId other, boolean same) {
        boolean inColumn = same && tellsTable(table) && table.toString().equals(other.toString());
        boolean inCatalog = !same
                && sink.type() == SinkDefinition.Type.ICEBERG
                && sink.target(table).toString().equals(sink.target(other).toString());
        if (inColumn || inCatalog) {
            throw refuse(
                    table,
                    words(table) + " and " + words(other) + " read the same as schema.name.",
                    "Give one of them a table of its own, with another name (sinks[].tables[].into).");
        }
    }

    private static String words(TableId table) {
        return "\"" + table.schema() + "\".\"" + table.name() + "\"";
    }

    private CulvertException refuse(TableId table, String fact, String remedy) {
        return new CulvertException(
                ErrorCode.SINK_TABLE,
                "table " + sink.target(table) + " of the sink " + sink.name(),
                fact,
                Changed.NOTHING,
                remedy);
    }

    private List<String> partitionBy(TableId table) {
        return sink.rule(table).map(SinkTable::partitionBy).orElse(List.of());
    }

    private boolean tellsTable(TableId table) {
        return sink.type() != SinkDefinition.Type.FILES
                && sink.rule(table).filter(SinkTable::tellsTable).isPresent();
    }
}
