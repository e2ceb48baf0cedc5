package dev.culvert.testkit.topic;

import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TransactionRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * That each change is there once, in order and completely, over all topics of a pipeline:
 * <ul>
 *   <li>a pair of transaction number and ordinal comes once (the two halves of a changed key, and a truncate's record
 *       in each partition, count as one), and grows along each partition;
 *   <li>the ordinals of a transaction have no gap, and a truncate is in every partition of its topic;
 *   <li>transactions are numbered without a gap, their commits' ends grow, and each has exactly the records that its
 *       record in the transactions topic tells, by partition.
 * </ul>
 * Rows of a snapshot are not part of it. Not safe for use by several threads.
 */
public final class SequenceCheck {
    /** What delivery promises. */
    public enum Delivery {
        EXACTLY_ONCE,
        /** Changes may come again, and a partition may go back to where it was; nothing may be missing. */
        AT_LEAST_ONCE
    }

    private record Position(long txnSeq, long ordinal) {
        boolean isAfter(Position other) {
            return txnSeq > other.txnSeq || (txnSeq == other.txnSeq && ordinal > other.ordinal);
        }
    }

    private final Problems problems = new Problems();
    private final Map<Long, TransactionSeen> transactions = new TreeMap<>();
    private final Map<TopicPartition, Position> last = new HashMap<>();
    private final Map<Long, TransactionRecord> announced = new TreeMap<>();
    private final Delivery delivery;

    public SequenceCheck(Delivery delivery) {
        this.delivery = delivery;
    }

    /** The next change of a table's topic, in the order of each partition. */
    public void add(Change change) {
        if (change.origin().snapshot()) {
            return;
        }
        Position position =
                new Position(change.origin().txnSeq(), change.origin().ordinal());
        if (position.txnSeq() < 1 || position.ordinal() < 1) {
            problems.add("txn_seq " + position.txnSeq() + ", ordinal " + position.ordinal() + " at " + change.place());
            return;
        }
        boolean isNew = transactions
                .computeIfAbsent(position.txnSeq(), ignored -> new TransactionSeen())
                .add(change);
        if (delivery == Delivery.EXACTLY_ONCE) {
            if (!isNew) {
                problems.add("again: txn_seq " + position.txnSeq() + ", ordinal " + position.ordinal() + " at "
                        + change.place());
            }
            checkOrder(change, position);
        }
    }

    private void checkOrder(Change change, Position position) {
        Position before = last.put(
                new TopicPartition(change.place().topic(), change.place().partition()), position);
        if (before != null && !position.isAfter(before) && !position.equals(before)) {
            problems.add("out of order: " + position + " after " + before + " at " + change.place());
        }
    }

    /** The next change of the dead-letter topic, in its order: it is a change of its transaction as any other. */
    void add(DeadLetter letter, String topic) {
        if (letter.generation() > 0) {
            return;
        }
        Position position = new Position(letter.txnSeq(), letter.ordinal());
        TopicPartition partition = new TopicPartition(topic, 0);
        boolean isNew = transactions
                .computeIfAbsent(position.txnSeq(), ignored -> new TransactionSeen())
                .addLetter(Math.toIntExact(letter.ordinal()), partition, letter.pieces());
        if (delivery == Delivery.EXACTLY_ONCE) {
            Position before = last.put(partition, position);
            if (!isNew || before != null && !position.isAfter(before)) {
                problems.add("again, or out of order: letter " + position + " after " + before);
            }
        }
    }

    /** The next record of the transactions topic, in its order. */
    public void add(TransactionRecord transaction) {
        TransactionRecord same = announced.put(transaction.txnSeq(), transaction);
        if (delivery == Delivery.EXACTLY_ONCE && same != null) {
            problems.add("again: transaction " + transaction.txnSeq() + " at " + transaction.place());
        }
        if (!transaction.id().equals(transaction.xid() + ":" + transaction.txnSeq())) {
            problems.add("id " + transaction.id() + " at " + transaction.place());
        }
    }

    /**
     * What is wrong. Call it when everything was added.
     *
     * @param partitions how many each topic has
     * @param announcements whether the transactions topic was added
     */
    public List<String> problems(Map<String, Integer> partitions, boolean announcements) {
        Problems all = new Problems();
        problems.list().forEach(all::add);
        transactions.forEach((txnSeq, seen) -> {
            int gap = seen.firstGap();
            if (gap > 0) {
                all.add("transaction " + txnSeq + " lacks ordinal " + gap);
            }
            checkTruncates(txnSeq, seen, partitions, all);
            if (announcements && !announced.containsKey(txnSeq)) {
                all.add("transaction " + txnSeq + " has rows and is not in the transactions topic");
            }
        });
        checkAnnounced(all);
        return all.list();
    }

    public int transactions() {
        return transactions.size();
    }

    private static void checkTruncates(
            long txnSeq, TransactionSeen seen, Map<String, Integer> partitions, Problems all) {
        seen.truncates().forEach((ordinal, found) -> {
            Set<String> topics = Set.copyOf(
                    found.stream().map(TopicPartition::topic).distinct().toList());
            String topic = topics.iterator().next();
            if (topics.size() > 1 || found.size() != partitions.get(topic)) {
                all.add("truncate " + txnSeq + "/" + ordinal + " is in " + found + " of " + partitions.get(topic)
                        + " partitions");
            }
        });
    }

    private void checkAnnounced(Problems all) {
        long previousSeq = 0;
        long previousEnd = 0;
        for (TransactionRecord transaction : announced.values()) {
            if (previousSeq > 0 && transaction.txnSeq() != previousSeq + 1) {
                all.add("transaction " + transaction.txnSeq() + " follows " + previousSeq);
            }
            if (Long.compareUnsigned(transaction.commitEndLsn(), previousEnd) <= 0) {
                all.add("transaction " + transaction.txnSeq() + " ends at or before the one before it");
            }
            previousSeq = transaction.txnSeq();
            previousEnd = transaction.commitEndLsn();
            TransactionSeen seen = transactions.getOrDefault(transaction.txnSeq(), new TransactionSeen());
            if (seen.changes() != transaction.changes()) {
                all.add("transaction " + transaction.txnSeq() + " has " + seen.changes() + " changes instead of "
                        + transaction.changes());
            }
            if (delivery == Delivery.EXACTLY_ONCE && !seen.records().equals(transaction.records())) {
                all.add("transaction " + transaction.txnSeq() + " has records " + seen.records() + " instead of "
                        + transaction.records());
            }
        }
    }
}
