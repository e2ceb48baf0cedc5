package dev.culvert.runtime.status;

import dev.culvert.schemas.status.PipelineStatus.SnapshotStatus;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** How far a copy is, from the counters of its tables. */
final class CopyProgress {
    private CopyProgress() {}

    /**
     * @param tables of the pipeline; those that stream are not a part of the copy
     * @param rowsPerSecond of the copy, if it can be told
     */
    static SnapshotStatus of(Collection<TableCounters> tables, Optional<Double> rowsPerSecond) {
        List<TableCounters> copy =
                tables.stream().filter(t -> !t.state.equals("streaming")).toList();
        int done = 0;
        long copied = 0;
        long estimated = 0;
        long left = 0;
        boolean estimateKnown = true;
        boolean leftKnown = true;
        for (TableCounters table : copy) {
            long rows = table.copiedNow();
            copied += rows;
            boolean finished = table.state.equals("copied");
            if (finished) {
                done++;
            }
            // what is copied is known exactly; the catalog is asked only about the rest
            long whole = finished && table.seenCopy ? rows : table.estimatedRows;
            estimateKnown &= whole >= 0;
            estimated += Math.max(whole, rows);
            if (!finished) {
                leftKnown &= whole >= rows && whole >= 0;
                left += whole - rows;
            }
        }
        long remaining = left;
        Optional<Double> secondsLeft =
                leftKnown ? rowsPerSecond.map(rate -> (double) Math.round(remaining / rate)) : Optional.empty();
        return new SnapshotStatus(
                copy.size(), done, copied, estimateKnown ? Optional.of(estimated) : Optional.empty(), secondsLeft);
    }
}
