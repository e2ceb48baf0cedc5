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
        boolean same =
                !other.equals(table) && sink.takes(other) && sink.target(other).equals(sink.target(table));
        if (same && !(tellsTable(table) && tellsTable(other))) {
            throw new CulvertException(
                    ErrorCode.SINK_TABLE,
                    "table " + sink.target(table) + " of the sink " + sink.name(),
                    table + " and " + other + " both go into it, and nothing tells their rows apart.",
                    Changed.NOTHING,
                    "Give one of them another name (sinks[].tables[].into)"
                            + (sink.type() == SinkDefinition.Type.POSTGRES
                                    ? ", or both into and metadata: [table]."
                                    : "."));
        }
    }

    private boolean tellsTable(TableId table) {
        return sink.type() == SinkDefinition.Type.POSTGRES
                && sink.rule(table).filter(SinkTable::tellsTable).isPresent();
    }
}
