package dev.culvert.sink.flink.merge;

import dev.culvert.sink.flink.record.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What waits in all partitions. It knows which of them are at a row of a snapshot, and whether any may be behind the order of
 * transactions, so that nobody has to look at thousands of partitions for every transaction. For one thread.
 */
final class PartitionQueues {
    private final Map<Place, PartitionQueue> queues = new HashMap<>();
    private final Map<String, List<PartitionQueue>> ofTopic = new HashMap<>();
    private final Set<PartitionQueue> atSnapshot = new TreeSet<>(Comparator.comparing(queue -> queue.place));
    private long bytes;
    private long number = Long.MIN_VALUE;
    private boolean isAnythingOlder;

    void add(PartitionQueue queue) {
        if (queues.putIfAbsent(queue.place, queue) != null) {
            throw new IllegalArgumentException(queue.place + " is there already");
        }
        ofTopic.computeIfAbsent(queue.place.topic(), topic -> new ArrayList<>()).add(queue);
    }

    /** Null if there is none. */
    PartitionQueue get(Place place) {
        return queues.get(place);
    }

    Collection<PartitionQueue> all() {
        return queues.values();
    }

    List<PartitionQueue> ofTopic(String topic) {
        return ofTopic.get(topic);
    }

    /** Those whose next record is of a snapshot. To be gone through anew when anything was taken. */
    Set<PartitionQueue> atSnapshot() {
        return atSnapshot;
    }

    /** Bytes of all records that wait. */
    long bytes() {
        return bytes;
    }

    void arrived(Arrival arrival) {
        PartitionQueue queue = queues.get(arrival.from());
        queue.waiting.add(arrival);
        queue.unreadable = false;
        if (PartitionQueue.isTruncateOfSnapshot(arrival.change().place())) {
            queue.mayLackTruncate = false;
        }
        queue.bytes += arrival.bytes();
        bytes += arrival.bytes();
        if (queue.waiting.size() == 1) {
            nextIs(queue);
        }
    }

    Arrival take(PartitionQueue queue) {
        Arrival taken = queue.waiting.remove();
        queue.bytes -= taken.bytes();
        bytes -= taken.bytes();
        nextIs(queue);
        return taken;
    }

    /** Another record is at the head of a partition, or none. */
    private void nextIs(PartitionQueue queue) {
        Change.Place head = queue.head();
        boolean snapshot = head != null && head.isOfSnapshot();
        if (snapshot != queue.atSnapshot) {
            queue.atSnapshot = snapshot;
            if (snapshot) {
                atSnapshot.add(queue);
            } else {
                atSnapshot.remove(queue);
            }
        }
        if (head != null && !snapshot && head.transaction() < number) {
            isAnythingOlder = true;
        }
    }

    /**
     * The transaction of this number is the next: what is before it was never finished.
     *
     * @return whether anything at a head may be
     */
    boolean mayBeBehind(long next) {
        boolean any = isAnythingOlder || next != number && next != number + 1;
        number = next;
        isAnythingOlder = false;
        return any;
    }
}
