package dev.culvert.runtime.pipeline;

import dev.culvert.testkit.record.Row;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sees every change of a pipeline whose first transaction touches each row that the snapshot read and changes none: its
 * {@code after} must be what the snapshot gave. Watches the columns of the keys too. Not safe for use by several threads.
 */
final class ReadThenTouched implements Consumer<Change> {
    private static final int TOLD = 30;

    private final Map<String, CapturedTable> tables;
    private final Map<CapturedTable, Long> read = new LinkedHashMap<>();
    private final Map<CapturedTable, Long> touched = new LinkedHashMap<>();
    private final Map<CapturedTable, Map<Row, Row>> rows = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** @param tables by topic */
    ReadThenTouched(Map<String, CapturedTable> tables) {
        this.tables = tables;
    }

    /** How many rows the snapshot gave of each table. */
    Map<CapturedTable, Long> read() {
        return read;
    }

    /** How many rows the first transaction touched of each table. */
    Map<CapturedTable, Long> touched() {
        return touched;
    }

    /** The first of them. */
    List<String> problems() {
        return problems;
    }

    private void problem(String text) {
        if (problems.size() < TOLD) {
            problems.add(text);
        }
    }

    @Override
    public void accept(Change change) {
        CapturedTable table = tables.get(change.place().topic());
        List<String> key = change.key().map(Row::names).orElse(List.of());
        if (!key.equals(table.key()) && change.operation() != Operation.TRUNCATE) {
            problem("key " + key + " at " + change.place());
        }
        if (change.operation() == Operation.READ) {
            read.merge(table, 1L, Long::sum);
            change.key().ifPresent(of -> rows.computeIfAbsent(table, any -> new HashMap<>())
                    .put(of, change.after().orElseThrow()));
        } else if (change.origin().txnSeq() == 1) {
            touched.merge(table, 1L, Long::sum);
            compare(table, change);
        }
    }

    private void compare(CapturedTable table, Change change) {
        Row after = change.after().orElseThrow();
        Optional<Row> earlier = change.key().isPresent()
                ? Optional.ofNullable(
                        rows.getOrDefault(table, Map.of()).get(change.key().get()))
                : change.before();
        Optional<Row> whole = earlier.flatMap(row -> after.with(change.unchanged(), row));
        if (earlier.isEmpty() || whole.isEmpty()) {
            problem("touched what was not read at " + change.place());
        } else if (!whole.equals(earlier)) {
            problem("touched, and differs in " + differing(whole.get(), earlier.get()) + " at " + change.place());
        }
    }

    private static List<String> differing(Row row, Row other) {
        return row.names().equals(other.names())
                ? row.names().stream()
                        .filter(name -> !row.cell(name).equals(other.cell(name)))
                        .toList()
                : row.names();
    }
}
