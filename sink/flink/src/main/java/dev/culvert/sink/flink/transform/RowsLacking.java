package dev.culvert.sink.flink.transform;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;

/** A row begins to fit a filter, and the change that made it fit left values alone that no record has brought to the store (I4). */
public final class RowsLacking {
    private RowsLacking() {}

    public static CulvertException of(TableId table) {
        return new CulvertException(
                ErrorCode.SINK_FILTER,
                "sinks[].tables[].where of " + table,
                "A row begins to fit it by a change that left a large value alone, and the value is in no record that the sink has taken.",
                Changed.NOTHING,
                "ALTER TABLE " + table
                        + " REPLICA IDENTITY FULL, and copy it into a new topic; culvert explain CV-SINK-FILTER.");
    }
}
