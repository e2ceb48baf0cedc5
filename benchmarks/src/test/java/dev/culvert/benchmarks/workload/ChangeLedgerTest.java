package dev.culvert.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.benchmarks.records.ChangeRecord;
import dev.culvert.benchmarks.records.ChangeRecord.Operation;
import dev.culvert.benchmarks.turn.RecordLedger.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeLedgerTest {
    private static final Backlog BACKLOG = Backlog.ofChanges(2_000, 20);

    @Test
    void everyChangeOnceAndInOrderIsExact() {
        assertThat(verdict(changes())).isEqualTo(new Verdict(2_000, 0, 0, 0, 0)).matches(Verdict::exact);
    }

    @Test
    void workloadOfSingleRowTransactionsIsExact() {
        Backlog single = Backlog.ofChanges(500, 1);

        ChangeLedger ledger = new ChangeLedger(single);
        changes(single).forEach(ledger::tick);

        assertThat(ledger.verdict()).isEqualTo(new Verdict(500, 0, 0, 0, 0));
    }

    @Test
    void workloadOfOneTransactionIsExactAndNotLarger() {
        Backlog one = Backlog.ofChanges(1_000, 1_000);

        ChangeLedger ledger = new ChangeLedger(one);
        changes(one).forEach(ledger::tick);

        assertThat(one.writers() * one.transactions()).isEqualTo(1);
        assertThat(ledger.verdict()).isEqualTo(new Verdict(1_000, 0, 0, 0, 0));
    }

    @Test
    void eachMissingChangeIsSeen() {
        for (int i = 0; i < BACKLOG.changes(); i++) {
            List<ChangeRecord> some = changes();
            some.remove(i);
            assertThat(verdict(some).missing()).as("without change %d", i).isEqualTo(1);
        }
    }

    @Test
    void eachDoubledChangeIsSeen() {
        for (int i = 0; i < BACKLOG.changes(); i++) {
            List<ChangeRecord> more = changes();
            more.add(more.get(i));
            assertThat(verdict(more).doubled()).as("twice change %d", i).isEqualTo(1);
        }
    }

    @Test
    void twoChangesOfOneKeyInTheWrongOrderAreSeen() {
        List<ChangeRecord> all = changes();
        int update = updateOfInsertedRow(all);
        int insert = all.indexOf(new ChangeRecord(
                Operation.INSERT,
                all.get(update).id(),
                changeThatInserted(all, all.get(update).id())));
        assertThat(insert).isNotNegative().isLessThan(update);

        Collections.swap(all, insert, update);

        assertThat(verdict(all).disordered()).isEqualTo(1);
    }

    @Test
    void changeOfAnotherRowIsForeign() {
        List<ChangeRecord> all = changes();
        ChangeRecord moved = all.get(100);
        all.set(100, new ChangeRecord(moved.operation(), moved.id() + 1, moved.change()));

        assertThat(verdict(all).foreign()).isEqualTo(1);
    }

    @Test
    void snapshotRecordIsForeign() {
        assertThat(verdict(List.of(new ChangeRecord(Operation.READ, 0, 0))).foreign())
                .isEqualTo(1);
    }

    private static Verdict verdict(List<ChangeRecord> records) {
        ChangeLedger ledger = new ChangeLedger(BACKLOG);
        records.forEach(ledger::tick);
        return ledger.verdict();
    }

    private static long changeThatInserted(List<ChangeRecord> all, long id) {
        return all.stream()
                .filter(record -> record.operation() == Operation.INSERT && record.id() == id)
                .findFirst()
                .map(ChangeRecord::change)
                .orElse(-1L);
    }

    private static int updateOfInsertedRow(List<ChangeRecord> all) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).operation() == Operation.UPDATE
                    && changeThatInserted(all, all.get(i).id()) >= 0) {
                return i;
            }
        }
        throw new AssertionError("no row is updated after its insert");
    }

    private static List<ChangeRecord> changes() {
        return changes(BACKLOG);
    }

    /** What the statements of the table's writer do, written down a second time. */
    private static List<ChangeRecord> changes(Backlog backlog) {
        List<ChangeRecord> all = new ArrayList<>();
        long number = 0;
        long firstKeyOfWriter = 0;
        for (int writer = 0; writer < backlog.writers(); writer++) {
            for (int transaction = 0; transaction < backlog.transactions(); transaction++) {
                long firstNew = firstKeyOfWriter + (transaction + 2L) * backlog.inserts();
                for (int i = 0; i < backlog.inserts(); i++) {
                    all.add(new ChangeRecord(Operation.INSERT, firstNew + i, number++));
                }
                for (int i = 0; i < backlog.updates(); i++) {
                    all.add(new ChangeRecord(Operation.UPDATE, firstNew - backlog.inserts() + i, number++));
                }
                for (int i = 0; i < backlog.deletes(); i++) {
                    long key = firstNew - backlog.inserts() - backlog.deletes() + i;
                    all.add(new ChangeRecord(Operation.DELETE, key, -1));
                    number++;
                }
            }
            firstKeyOfWriter += (backlog.transactions() + 2L) * backlog.inserts();
        }
        return all;
    }
}
