package dev.culvert.connector.capture;

import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;
import dev.culvert.schemas.change.Utf8;
import dev.culvert.schemas.change.ValueState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what an engine says, and checks the order of its callbacks. Its lists may be read from any thread. */
public final class RecordedChanges implements ChangeHandler {

    /** What an image said of each column: its text in quotes, or the state's name. */
    public record Row(
            TableId table,
            Operation operation,
            Lsn lsn,
            RowCursor.Before kind,
            List<String> before,
            List<String> after) {}

    /** A whole transaction; its events are rows, {@code truncate [...]} and {@code message ...}. */
    public record Txn(long xid, Instant commitTime, Lsn end, List<Object> events) {

        public List<Row> rows() {
            return events.stream()
                    .filter(Row.class::isInstance)
                    .map(Row.class::cast)
                    .toList();
        }
    }

    private final List<Txn> transactions = new ArrayList<>();
    private final List<String> loose = new ArrayList<>();
    private final List<Object> events = new ArrayList<>();
    private Optional<TransactionBegin> open = Optional.empty();
    private long idles;

    @Override
    public synchronized void begin(TransactionBegin begin) {
        require(open.isEmpty(), "begin inside a transaction");
        open = Optional.of(begin);
        events.clear();
    }

    @Override
    public synchronized void row(RowCursor row) {
        require(open.isPresent(), "row outside a transaction");
        int columns = row.table().columns().size();
        List<String> before = row.beforeKind() == RowCursor.Before.NONE ? List.of() : image(row.before(), columns);
        List<String> after = row.operation() == Operation.DELETE ? List.of() : image(row.after(), columns);
        events.add(new Row(row.table().id(), row.operation(), row.lsn(), row.beforeKind(), before, after));
    }

    private static String text(RowImage image, int column) {
        Utf8 bytes = new Utf8();
        image.utf8(column, bytes);
        String text = image.text(column);
        require(bytes.toString().equals(text), "another value as UTF-8 than as a text");
        return text;
    }

    private static List<String> image(RowImage image, int columns) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            ValueState state = image.state(i);
            texts.add(state == ValueState.VALUE ? "'" + text(image, i) + "'" : state.name());
        }
        return texts;
    }

    @Override
    public synchronized void truncate(Truncate truncate) {
        require(open.isPresent(), "truncate outside a transaction");
        events.add("truncate "
                + truncate.tables().stream()
                        .map(table -> table.id().name())
                        .sorted()
                        .toList());
    }

    @Override
    public synchronized void message(LogicalMessage message) {
        String text = "message " + message.prefix() + " " + new String(message.content(), StandardCharsets.UTF_8);
        if (message.transactional()) {
            require(open.isPresent(), "transactional message outside a transaction");
            events.add(text);
        } else {
            loose.add(text);
        }
    }

    @Override
    public synchronized void commit(TransactionCommit commit) {
        TransactionBegin begin = open.orElseThrow(() -> new IllegalStateException("commit outside a transaction"));
        require(begin.xid() == commit.xid(), "commit of another transaction");
        transactions.add(new Txn(commit.xid(), begin.commitTime(), commit.commitEndLsn(), List.copyOf(events)));
        open = Optional.empty();
    }

    @Override
    public synchronized void idle() {
        idles++;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** Transactions with something in them: some servers send empty ones too. */
    public synchronized List<Txn> transactions() {
        return transactions.stream().filter(txn -> !txn.events().isEmpty()).toList();
    }

    public synchronized List<Txn> allTransactions() {
        return List.copyOf(transactions);
    }

    public synchronized List<Row> rows() {
        return transactions.stream().flatMap(txn -> txn.rows().stream()).toList();
    }

    public synchronized List<String> looseMessages() {
        return List.copyOf(loose);
    }

    public synchronized boolean isInsideTransaction() {
        return open.isPresent();
    }

    public synchronized long idles() {
        return idles;
    }
}
