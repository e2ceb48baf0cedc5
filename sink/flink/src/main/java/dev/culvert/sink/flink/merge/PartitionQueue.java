package dev.culvert.sink.flink.merge;

import dev.culvert.sink.flink.record.Change;
import java.util.ArrayDeque;
import java.util.Deque;

/** The records of a partition that have arrived and not gone. {@link PartitionQueues} puts them in and takes them out. */
final class PartitionQueue {
    final Place place;
    final Deque<Arrival> waiting = new ArrayDeque<>();
    int bytes;
    /** Records before this were lost or given up: only a truncate makes its table whole again. */
    boolean needsTruncate;
    /** Whether a record that cannot be read came last. */
    boolean unreadable;
    /** Whether one that cannot be read came since the last truncate of a copy, and may have been one. */
    boolean mayLackTruncate;
    /** Whether the first is of a snapshot. */
    boolean atSnapshot;

    PartitionQueue(Place place) {
        this.place = place;
    }

    /** Where the first stands in the stream; null if none waits. */
    Change.Place head() {
        Arrival first = waiting.peekFirst();
        return first == null ? null : first.change().place();
    }

    boolean isAtTruncateOfSnapshot() {
        return atSnapshot && isTruncateOfSnapshot(head());
    }

    static boolean isTruncateOfSnapshot(Change.Place place) {
        return place.isOfSnapshot() && place.kind() == Change.Kind.TRUNCATE;
    }
}
