package dev.culvert.testkit.topic;

import static dev.culvert.testkit.topic.Changes.create;
import static dev.culvert.testkit.topic.Changes.delete;
import static dev.culvert.testkit.topic.Changes.row;
import static dev.culvert.testkit.topic.Changes.transaction;
import static dev.culvert.testkit.topic.Changes.truncate;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.topic.SequenceCheck.Delivery;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SequenceCheckTest {
    private final SequenceCheck check = new SequenceCheck(Delivery.EXACTLY_ONCE);

    @Test
    void acceptsWhatIsRight() {
        check.add(create(0, 1, 1, row(1, "x", "y")));
        check.add(create(1, 1, 2, row(2, "x", "y")));
        check.add(delete(0, 1, 3, 1));
        check.add(create(0, 1, 3, row(4, "x", "y")));
        check.add(truncate(0, 2, 1));
        check.add(truncate(1, 2, 1));
        check.add(transaction(1, 100, 3, Map.of(0, 3L, 1, 1L)));
        check.add(transaction(2, 101, 1, Map.of(0, 1L, 1, 1L)));
        assertThat(problems()).isEmpty();
    }

    @Test
    void seesAChangeThatCameTwice() {
        check.add(create(0, 1, 1, row(1, "x", "y")));
        check.add(create(0, 1, 1, row(1, "x", "y")));
        announceFirst(1, 2);
        assertThat(problems()).anyMatch(problem -> problem.startsWith("again: txn_seq 1, ordinal 1"));
    }

    @Test
    void seesTheSameOrdinalOnTwoRowsOfDifferentPartitions() {
        check.add(create(0, 1, 1, row(1, "x", "y")));
        check.add(create(1, 1, 1, row(2, "x", "y")));
        assertThat(problems()).anyMatch(problem -> problem.startsWith("again"));
    }

    @Test
    void seesAGapInATransaction() {
        check.add(create(0, 1, 1, row(1, "x", "y")));
        check.add(create(0, 1, 3, row(2, "x", "y")));
        announceFirst(3, 2);
        assertThat(problems()).contains("transaction 1 lacks ordinal 2");
    }

    @Test
    void seesAMissingLastChangeByTheAnnouncement() {
        check.add(create(0, 1, 1, row(1, "x", "y")));
        announceFirst(2, 2);
        assertThat(problems()).hasSize(2).anyMatch(problem -> problem.contains("1 changes instead of 2"));
    }

    @Test
    void seesAMissingTransactionByTheAnnouncement() {
        announceFirst(1, 1);
        assertThat(problems()).anyMatch(problem -> problem.contains("0 changes instead of 1"));
    }

    @Test
    void seesRowsThatNoTransactionTells() {
        check.add(create(0, 1, 1, row(1, "x", "y")));
        assertThat(problems()).containsExactly("transaction 1 has rows and is not in the transactions topic");
        assertThat(check.problems(Map.of("t", 2), false)).isEmpty();
    }

    @Test
    void seesDisorderInAPartition() {
        check.add(create(0, 2, 1, row(1, "x", "y")));
        check.add(create(0, 1, 1, row(2, "x", "y")));
        assertThat(problems()).anyMatch(problem -> problem.startsWith("out of order"));
    }

    @Test
    void seesATruncateThatLacksAPartition() {
        check.add(truncate(0, 1, 1));
        announceFirst(1, 1);
        assertThat(problems()).anyMatch(problem -> problem.contains("of 2 partitions"));
    }

    @Test
    void seesGapsAndStandstillInTheTransactionsTopic() {
        for (long txnSeq : new long[] {1, 3}) {
            check.add(create(0, txnSeq, 1, row(1, "x", "y")));
            check.add(transaction(txnSeq, 100, 1, Map.of(0, 1L)));
        }
        assertThat(problems())
                .containsExactly("transaction 3 follows 1", "transaction 3 ends at or before the one before it");
    }

    @Test
    void comparesRecordsByPartition() {
        check.add(create(1, 1, 1, row(1, "x", "y")));
        announceFirst(1, 1);
        assertThat(problems()).anyMatch(problem -> problem.contains("has records {t-1=1} instead of {t-0=1}"));
    }

    @Test
    void atLeastOnceTakesRepetitionButNoGap() {
        SequenceCheck lenient = new SequenceCheck(Delivery.AT_LEAST_ONCE);
        lenient.add(create(0, 1, 1, row(1, "x", "y")));
        lenient.add(create(0, 2, 1, row(2, "x", "y")));
        lenient.add(create(0, 1, 1, row(1, "x", "y")));
        assertThat(lenient.problems(Map.of("t", 1), false)).isEmpty();
        lenient.add(create(0, 3, 2, row(2, "x", "y")));
        assertThat(lenient.problems(Map.of("t", 1), false)).containsExactly("transaction 3 lacks ordinal 1");
    }

    private void announceFirst(long changes, long recordsInPartition0) {
        check.add(transaction(1, 100, changes, Map.of(0, recordsInPartition0)));
    }

    private List<String> problems() {
        return check.problems(Map.of("t", 2), true);
    }
}
