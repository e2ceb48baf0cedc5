package dev.culvert.runtime.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.record.Cell;
import dev.culvert.testkit.record.Row;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import dev.culvert.testkit.record.TableRecord.Origin;
import dev.culvert.testkit.record.TableRecord.Place;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checkers see what they are there for: a check that cannot fail tells nothing. */
class BankChecksTest {
    private static final long SNAPSHOT = 0;

    private final BankCheck bank = new BankCheck("account", 2, 200);
    private final CounterCheck counters = new CounterCheck("counter");

    @Test
    void aTransferKeepsTheSum() {
        opened();
        bank.accept(account(0, Operation.UPDATE, 1, 1, 1, 90));
        bank.accept(account(1, Operation.UPDATE, 1, 2, 2, 110));
        assertThat(bank.problems()).isEmpty();
    }

    @Test
    void halfATransferIsSeen() {
        opened();
        bank.accept(account(0, Operation.UPDATE, 1, 1, 1, 90));
        assertThat(bank.problems()).singleElement().asString().contains("after transaction 1", "190");
    }

    @Test
    void aMissingAccountIsSeen() {
        bank.accept(account(0, Operation.CREATE, 1, 1, 1, 200));
        assertThat(bank.problems()).singleElement().asString().contains("1 accounts");
    }

    /** In one partition the copy comes behind transaction 2, in the other behind the truncate alone. */
    @Test
    void accountsThatBeginAnewAreWholeWithTheNextTransaction() {
        opened();
        bank.accept(account(0, Operation.UPDATE, 1, 1, 1, 90));
        bank.accept(account(1, Operation.UPDATE, 1, 2, 2, 110));
        bank.accept(account(1, Operation.UPDATE, 2, 1, 2, 111));
        bank.accept(account(1, Operation.UPDATE, 2, 2, 2, 110));
        bank.accept(copied(0, Operation.TRUNCATE, 1, 0, 0));
        bank.accept(copied(0, Operation.READ, 2, 1, 50));
        bank.accept(copied(1, Operation.TRUNCATE, 1, 0, 0));
        bank.accept(copied(1, Operation.READ, 3, 2, 150));
        bank.accept(account(0, Operation.UPDATE, 3, 1, 1, 60));
        bank.accept(account(1, Operation.UPDATE, 3, 2, 2, 140));
        assertThat(bank.problems()).isEmpty();
        bank.accept(account(0, Operation.UPDATE, 4, 1, 1, 61));
        assertThat(bank.problems()).singleElement().asString().contains("after transaction 4");
    }

    @Test
    void aCounterGoesByOne() {
        counter(Operation.CREATE, 0);
        counter(Operation.UPDATE, 1);
        counter(Operation.READ, 7);
        counter(Operation.UPDATE, 8);
        assertThat(counters.problems()).isEmpty();
    }

    @Test
    void aNumberThatIsMissingOrComesAgainIsSeen() {
        counter(Operation.CREATE, 0);
        counter(Operation.UPDATE, 2);
        counter(Operation.UPDATE, 2);
        counter(Operation.READ, 1);
        assertThat(counters.problems()).hasSize(3);
    }

    private void opened() {
        bank.accept(change("account", 0, Operation.READ, 1, SNAPSHOT, 1, row("id", 1), row("balance", 100)));
        bank.accept(change("account", 1, Operation.READ, 1, SNAPSHOT, 2, row("id", 2), row("balance", 100)));
    }

    /** Of the second generation. */
    private static Change copied(int partition, Operation operation, long ordinal, long id, long balance) {
        return change("account", partition, operation, 2, SNAPSHOT, ordinal, row("id", id), row("balance", balance));
    }

    private static Change account(
            int partition, Operation operation, long txnSeq, long ordinal, long id, long balance) {
        return change("account", partition, operation, 0, txnSeq, ordinal, row("id", id), row("balance", balance));
    }

    private void counter(Operation operation, long n) {
        counters.accept(change("counter", 0, operation, 0, 1, 1, row("client", 1), row("n", n)));
    }

    private static Change change(
            String topic,
            int partition,
            Operation operation,
            int generation,
            long txnSeq,
            long ordinal,
            Row key,
            Row after) {
        return new Change(
                new Place(topic, partition, 0),
                operation == Operation.TRUNCATE ? Optional.empty() : Optional.of(key),
                operation,
                Optional.empty(),
                operation == Operation.TRUNCATE ? Optional.empty() : Optional.of(after),
                Set.of(),
                new Origin("public", topic, 0, Optional.empty(), generation > 0, generation, txnSeq, ordinal),
                0);
    }

    private static Row row(String column, long value) {
        return new Row(List.of(column), List.of(new Cell.Text(Long.toString(value))));
    }
}
