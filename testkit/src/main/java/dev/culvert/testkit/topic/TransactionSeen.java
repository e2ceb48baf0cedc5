package dev.culvert.testkit.topic;

import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** The changes of one transaction that were seen, over all topics. Not safe for use by several threads. */
final class TransactionSeen {
    private final BitSet ordinals = new BitSet();
    /** Ordinals of which a delete, or a create, was seen: both belong to one update that changed the key. */
    private final BitSet deletes = new BitSet();

    private final BitSet creates = new BitSet();
    private final Map<Integer, Set<TopicPartition>> truncates = new HashMap<>();
    private final Map<TopicPartition, Long> records = new HashMap<>();

    /** False when this change was seen already. */
    boolean add(Change change) {
        TopicPartition partition =
                new TopicPartition(change.place().topic(), change.place().partition());
        records.merge(partition, 1L, Long::sum);
        int ordinal = Math.toIntExact(change.origin().ordinal());
        if (change.operation() == Operation.TRUNCATE) {
            return addTruncate(ordinal, partition);
        }
        boolean first = !ordinals.get(ordinal);
        boolean otherHalf = (change.operation() == Operation.CREATE && deletes.get(ordinal) && !creates.get(ordinal))
                || (change.operation() == Operation.DELETE && creates.get(ordinal) && !deletes.get(ordinal));
        ordinals.set(ordinal);
        deletes.set(ordinal, deletes.get(ordinal) || change.operation() == Operation.DELETE);
        creates.set(ordinal, creates.get(ordinal) || change.operation() == Operation.CREATE);
        return first || otherHalf;
    }

    private boolean addTruncate(int ordinal, TopicPartition partition) {
        boolean conflict = ordinals.get(ordinal) && !truncates.containsKey(ordinal);
        ordinals.set(ordinal);
        return truncates.computeIfAbsent(ordinal, ignored -> new HashSet<>()).add(partition) && !conflict;
    }

    /** False when this change was seen already, as a letter or in its topic. */
    boolean addLetter(int ordinal, TopicPartition partition, int pieces) {
        records.merge(partition, (long) pieces, Long::sum);
        boolean first = !ordinals.get(ordinal);
        ordinals.set(ordinal);
        return first;
    }

    Map<Integer, Set<TopicPartition>> truncates() {
        return truncates;
    }

    Map<TopicPartition, Long> records() {
        return records;
    }

    /** How many different changes there are. */
    int changes() {
        return ordinals.cardinality();
    }

    /** The first number from 1 on that is missing, or 0 when they run without a gap. */
    int firstGap() {
        if (ordinals.get(0)) {
            return 1;
        }
        int gap = ordinals.nextClearBit(1);
        return gap > ordinals.length() - 1 ? 0 : gap;
    }
}
