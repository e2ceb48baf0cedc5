package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.TableId;
import java.util.HashMap;
import java.util.Map;

/** Counts the changes of each table in a transaction, for {@link ChangeContext#change}. Not thread-safe. */
public final class TableOrdinals {
    private final Map<TableId, long[]> counts = new HashMap<>();

    /** Begins a transaction. */
    public void reset() {
        counts.clear();
    }

    /** The number of the next change of a table, from 1. */
    public long next(TableId table) {
        long[] count = counts.computeIfAbsent(table, id -> new long[1]);
        return ++count[0];
    }
}
