package dev.culvert.sink.flink.merge;

import dev.culvert.sink.flink.record.Announcement;
import dev.culvert.sink.flink.record.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Puts the records of a pipeline's partitions into the order of commits. Within a partition records are in that order; over partitions the
 * announcements tell which records a transaction has, and {@code ordinal} their order in it.
 *
 * <ul>
 *   <li>A transaction begins when its announcement and the first of its records of each partition are there, and ends when the last is.
 *   <li>A row of a snapshot belongs to no transaction, and comes when it is at the head of its partition.
 *   <li>The truncate before a table that is copied anew is in each partition of the topic: it comes once, when it is at the head of all of
 *       them, so that no older record of another partition comes after it.
 *   <li>A transaction that was never finished, since everything was begun anew within it, has no announcement. Its records are dropped, and
 *       what must follow in their partition is a truncate; if something else does, records are missing.
 * </ul>
 *
 * <p>Deterministic: the same partitions from the same offsets give the same order of transactions, whatever the order of arrival. For one
 * thread.
 */
public final class TransactionMerge {
    private final PartitionQueues queues = new PartitionQueues();
    private final Deque<Announced> announcements = new ArrayDeque<>();
    private final Set<String> unknown = new HashSet<>();
    private Current current;

    /** @param offset of the announcement */
    private record Announced(Announcement transaction, long offset) {}

    /** The transaction that has begun, and the partitions from which records of it are still to come. */
    private record Current(Announced announced, List<Part> parts) {}

    /** How many are to come of one. */
    private static final class Part {
        final PartitionQueue queue;
        long left;

        Part(PartitionQueue queue, long left) {
            this.queue = queue;
            this.left = left;
        }
    }

    /** Records are missing in a topic. */
    public static final class GapException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Place place;

        public GapException(Place place, String fact) {
            super(fact);
            this.place = place;
        }

        public Place place() {
            return place;
        }
    }

    /**
     * One more partition.
     *
     * @param beginsLate whether records before the first that arrives were deleted unread
     */
    public void add(Place place, boolean beginsLate) {
        PartitionQueue queue = new PartitionQueue(place);
        queue.needsTruncate = beginsLate;
        queues.add(queue);
        unknown.remove(place.topic());
    }

    /** A record of a table's topic; no tombstones. */
    public void arrived(Arrival arrival) {
        queues.arrived(arrival);
    }

    /** A record that cannot be read was in a table's topic. It is none of what a transaction announces. */
    public void unreadable(Place place) {
        PartitionQueue queue = queues.get(place);
        queue.unreadable = true;
        queue.mayLackTruncate = true;
    }

    /** A partition that is waited for and has nothing more, where a record that cannot be read may have been what is. */
    public Optional<Place> lacking() {
        Stream<PartitionQueue> awaited = current != null
                ? current.parts().stream().map(part -> part.queue)
                : Stream.ofNullable(announcements.peek())
                        .flatMap(next -> next.transaction().parts().stream())
                        .map(part -> queues.get(new Place(part.topic(), part.partition())));
        Stream<PartitionQueue> ofCopies = queues.atSnapshot().stream()
                .filter(PartitionQueue::isAtTruncateOfSnapshot)
                .flatMap(queue -> queues.ofTopic(queue.place.topic()).stream())
                .filter(queue -> queue.mayLackTruncate);
        return Stream.concat(awaited.filter(queue -> queue != null && queue.unreadable), ofCopies)
                .filter(queue -> queue.waiting.isEmpty())
                .map(queue -> queue.place)
                .findFirst();
    }

    /** A record of the topic of transactions. */
    public void announced(Announcement transaction, long offset) {
        announcements.add(new Announced(transaction, offset));
    }

    /** Bytes of all records that wait. */
    public long waitingBytes() {
        return queues.bytes();
    }

    /** Bytes of the records of a partition that wait. */
    public int waitingBytes(Place place) {
        return queues.get(place).bytes;
    }

    /** Announcements that wait. */
    public int waitingAnnouncements() {
        return announcements.size();
    }

    /** Whether nothing waits, and no transaction has begun. */
    public boolean isIdle() {
        return current == null && announcements.isEmpty() && queues.bytes() == 0;
    }

    /** Whether a transaction has begun and is not over. */
    public boolean hasBegun() {
        return current != null;
    }

    /** Whether a partition waits for the truncate that makes its table whole again. */
    public boolean isAnythingMissing() {
        return queues.all().stream().anyMatch(queue -> queue.needsTruncate);
    }

    /**
     * Topics of announced transactions that were never added, each told once. The transaction of the first of them waits until it is added or
     * {@link #ignore ignored}.
     */
    public Set<String> missingTopics() {
        Set<String> missing = new HashSet<>();
        Announced first = announcements.peek();
        if (first != null) {
            for (Announcement.Part part : first.transaction().parts()) {
                if (!unknown.contains(part.topic()) && queues.get(new Place(part.topic(), part.partition())) == null) {
                    missing.add(part.topic());
                }
            }
        }
        return missing;
    }

    /** Records of this topic are no table's: events, dead letters. */
    public void ignore(String topic) {
        unknown.add(topic);
    }

    /**
     * Hands over what is ready.
     *
     * @param most about so many records
     * @return whether there was anything
     * @throws GapException if records are missing
     */
    public boolean advance(int most, Order out) {
        int count = 0;
        boolean any = false;
        while (count < most) {
            boolean moved = current == null ? betweenTransactions(out) : withinTransaction(out);
            if (!moved) {
                return any;
            }
            any = true;
            count++;
        }
        return any;
    }

    private boolean betweenTransactions(Order out) {
        for (PartitionQueue queue : queues.atSnapshot()) {
            if (ofSnapshot(queue, out)) {
                return true; // and others may be at one now
            }
        }
        return begin();
    }

    /** A record at the head that belongs to no transaction. */
    private boolean ofSnapshot(PartitionQueue queue, Order out) {
        Change.Place head = queue.head();
        if (head.kind() == Change.Kind.TRUNCATE) {
            return anew(queue, head, out);
        }
        if (queue.needsTruncate) {
            throw gap(queue, "a row of a snapshot");
        }
        out.change(queues.take(queue), true);
        return true;
    }

    /** The truncate that a copy begins with, when all partitions of the topic are at it. */
    private boolean anew(PartitionQueue first, Change.Place truncate, Order out) {
        List<PartitionQueue> all = new ArrayList<>();
        for (PartitionQueue queue : queues.ofTopic(first.place.topic())) {
            if (!queue.isAtTruncateOfSnapshot()) {
                requireToCome(queue, truncate);
                return false;
            }
            if (queue.head().generation() != truncate.generation()) {
                throw new GapException(
                        queue.place,
                        "its next truncate is of generation " + queue.head().generation() + ", and that of "
                                + first.place + " of generation " + truncate.generation());
            }
            all.add(queue);
        }
        for (int i = 0; i < all.size(); i++) {
            all.get(i).needsTruncate = false;
            out.change(queues.take(all.get(i)), i == all.size() - 1);
        }
        return true;
    }

    /** @throws GapException if rows of the copy are there already that this truncate begins */
    private static void requireToCome(PartitionQueue queue, Change.Place truncate) {
        Change.Place head = queue.head();
        if (queue.mayLackTruncate
                && head != null
                && head.isOfSnapshot()
                && head.generation() == truncate.generation()) {
            throw lacksTruncate(queue);
        }
    }

    /** @throws GapException if a partition of the topic is beyond the truncate that this one is at @param next the next transaction */
    private void requireTruncates(PartitionQueue at, long next) {
        if (!at.isAtTruncateOfSnapshot()) {
            return;
        }
        for (PartitionQueue queue : queues.ofTopic(at.place.topic())) {
            Change.Place head = queue.head();
            if (queue.mayLackTruncate && head != null && !head.isOfSnapshot() && head.transaction() >= next) {
                throw lacksTruncate(queue);
            }
        }
    }

    private static GapException lacksTruncate(PartitionQueue queue) {
        return new GapException(queue.place, "a record that cannot be read stands where the truncate of a copy should");
    }

    private boolean begin() {
        Announced next = announcements.peek();
        if (next == null || !missingTopics().isEmpty()) {
            return false;
        }
        long wanted = next.transaction().transaction();
        if (queues.mayBeBehind(wanted) && giveUpBefore(wanted)) {
            return true;
        }
        List<Part> parts = new ArrayList<>();
        for (Announcement.Part part : next.transaction().parts()) {
            PartitionQueue queue = queues.get(new Place(part.topic(), part.partition()));
            if (queue == null) {
                continue;
            }
            Change.Place head = queue.head();
            if (head == null || head.isOfSnapshot()) {
                if (head != null) {
                    requireTruncates(queue, wanted);
                }
                return false; // what is before it comes first
            }
            if (head.transaction() < wanted) {
                return giveUpBefore(wanted);
            }
            if (head.transaction() != wanted || queue.needsTruncate) {
                throw gap(queue, "a change of transaction " + head.transaction());
            }
            parts.add(new Part(queue, part.records()));
        }
        announcements.remove();
        current = new Current(next, parts);
        return true;
    }

    /** Drops records of transactions that were never finished: a later one is announced, and they were not. */
    private boolean giveUpBefore(long wanted) {
        boolean any = false;
        for (PartitionQueue queue : queues.all()) {
            for (Change.Place head = queue.head();
                    head != null && !head.isOfSnapshot() && head.transaction() < wanted;
                    head = queue.head()) {
                queues.take(queue);
                queue.needsTruncate = true;
                any = true;
            }
        }
        return any;
    }

    private boolean withinTransaction(Order out) {
        long number = current.announced().transaction().transaction();
        List<Part> parts = current.parts();
        Part least = null;
        Change.Place leastHead = null;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Change.Place head = part.queue.head();
            if (head == null) {
                return false;
            }
            if (head.transaction() != number) {
                throw gap(part.queue, "a change of transaction " + head.transaction());
            }
            if (least == null || isBefore(head, leastHead)) {
                least = part;
                leastHead = head;
            }
        }
        if (least == null) {
            Announced done = current.announced();
            current = null;
            out.committed(done.transaction(), done.offset());
            return true;
        }
        out.change(queues.take(least.queue), false);
        least.left--;
        if (least.left == 0) {
            parts.remove(least);
        }
        return true;
    }

    /** By the number of the change; of a change of key, the delete of the old is before the create of the new. */
    private static boolean isBefore(Change.Place a, Change.Place b) {
        if (a.ordinal() != b.ordinal()) {
            return a.ordinal() < b.ordinal();
        }
        return a.kind() == Change.Kind.DELETE && b.kind() != Change.Kind.DELETE;
    }

    private static GapException gap(PartitionQueue queue, String found) {
        return new GapException(
                queue.place,
                queue.needsTruncate
                        ? "records were deleted before they were read, or belong to a transaction that was never finished, and "
                                + found + " follows instead of a fresh copy of the table"
                        : found + " follows where one of an announced transaction should");
    }

    /** The first offset of each partition that has not gone, if one waits. */
    public Map<Place, Long> firstWaiting() {
        Map<Place, Long> first = new TreeMap<>();
        for (PartitionQueue queue : queues.all()) {
            if (!queue.waiting.isEmpty()) {
                first.put(queue.place, queue.waiting.peekFirst().offset());
            }
        }
        return Collections.unmodifiableMap(first);
    }
}
