package dev.culvert.testkit.topic;

import dev.culvert.testkit.record.Cell;
import dev.culvert.testkit.record.Row;
import dev.culvert.testkit.record.TableRecord;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import dev.culvert.testkit.record.TableRecord.Tombstone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table as a consumer of its topic has it. With keys a row is what the last record of its key says, taking unchanged
 * columns from the one before; without keys it is a multiset of whole rows. Records must come in the order of each
 * partition. Rows of an older schema are read by the newest one, as Avro resolves them. Not safe for use by several threads.
 *
 * <p>What cannot be right whatever the database holds is a problem: a row created twice, an update or delete of a row
 * that is not there, a key in two partitions, a key that differs from the row's own columns. While a snapshot is not whole, a
 * row may be missing or lack an unchanged value; so what was doubted in a partition is forgotten when a higher generation of the
 * snapshot begins there: it has the whole table again.
 */
public final class TableImage {
    private final Problems problems = new Problems();
    private final Map<Row, Keyed> byKey = new HashMap<>();
    /** By partition, since each of them is truncated in its own order. */
    private final Map<Integer, Map<Row, Integer>> keyless = new HashMap<>();

    private final Map<Row, Integer> partitionOf = new HashMap<>();
    /** What deleted rows were, by the change that deleted them: the same change may have made them anew under another key. */
    private final Map<Origin, Row> removed = new HashMap<>();

    private final Map<Integer, Integer> generationOf = new HashMap<>();
    private final List<Doubt> doubts = new ArrayList<>();

    private Optional<Row> columns = Optional.empty();

    private record Doubt(int partition, String problem) {}

    private record Keyed(Row row, int partition) {}

    private record Origin(long txnSeq, long ordinal) {}

    /** Reads every row by these columns, with what is to be taken for one that a row does not have. */
    void readAs(Row newest) {
        columns = Optional.of(newest);
    }

    private Row read(Row row) {
        return columns.map(row::as).orElse(row);
    }

    /** Takes the next record of the topic. */
    public void apply(TableRecord record) {
        if (record instanceof Tombstone tombstone) {
            applyTombstone(tombstone);
        } else if (record instanceof Change change) {
            noteGeneration(change);
            if (change.operation() == Operation.TRUNCATE) {
                truncate(change.place().partition());
            } else if (change.key().isPresent()) {
                applyKeyed(change, change.key().get());
            } else {
                applyKeyless(change);
            }
        }
    }

    public List<String> problems() {
        Problems all = new Problems();
        problems.list().forEach(all::add);
        doubts.forEach(doubt -> all.add(doubt.problem()));
        return all.list();
    }

    private void doubt(Change change, String problem) {
        doubts.add(new Doubt(change.place().partition(), problem));
    }

    /** Every row with the key that it was sent under; none when the records have no keys. */
    Map<Row, Row> rowsByKey() {
        Map<Row, Row> rows = new HashMap<>();
        byKey.forEach((key, value) -> rows.put(key, read(value.row().map(this::resolved))));
        return rows;
    }

    /** The delete may be in another partition, and so be read later than the create: hence not before the end. */
    private Cell resolved(Cell cell) {
        if (cell instanceof Cell.CarriedOver carried) {
            return Optional.ofNullable(removed.get(new Origin(carried.txnSeq(), carried.ordinal())))
                    .flatMap(row -> row.cell(carried.column()))
                    .map(this::resolved)
                    .orElse(cell);
        }
        return cell;
    }

    /** Rows that were sent without a key, each as often as it is there. */
    List<Row> rowsWithoutKey() {
        List<Row> rows = new ArrayList<>();
        keyless.values()
                .forEach(partition -> partition.forEach((row, count) -> {
                    for (int i = 0; i < count; i++) {
                        rows.add(row);
                    }
                }));
        return rows;
    }

    public int size() {
        return byKey.size()
                + keyless.values().stream()
                        .flatMap(partition -> partition.values().stream())
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    private void noteGeneration(Change change) {
        int now = change.origin().generation();
        int partition = change.place().partition();
        if (now > generationOf.getOrDefault(partition, 0)) {
            generationOf.put(partition, now);
            doubts.removeIf(doubt -> doubt.partition() == partition);
            keyless.remove(partition);
        }
    }

    private void truncate(int partition) {
        byKey.values().removeIf(keyed -> keyed.partition() == partition);
        keyless.remove(partition);
    }

    private void applyTombstone(Tombstone tombstone) {
        if (byKey.containsKey(tombstone.key())) {
            problems.add("tombstone " + tombstone.place() + " of a row that is there, " + tombstone.key());
        }
    }

    private void applyKeyed(Change change, Row key) {
        Integer other = partitionOf.putIfAbsent(key, change.place().partition());
        if (other != null && other != change.place().partition()) {
            problems.add("key " + key + " in partition " + other + " and at " + change.place());
        }
        Optional<Keyed> previous = Optional.ofNullable(byKey.get(key));
        checkPrevious(change, key, previous.isPresent());
        if (change.operation() == Operation.DELETE) {
            change.before().ifPresent(before -> checkKey(change, key, before));
            previous.ifPresent(keyed -> removed.put(
                    new Origin(change.origin().txnSeq(), change.origin().ordinal()), keyed.row()));
            byKey.remove(key);
            return;
        }
        if (change.after().isEmpty()) {
            problems.add(change.operation() + " without after at " + change.place());
            return;
        }
        Row after = change.after().get();
        checkKey(change, key, after);
        byKey.put(
                key,
                new Keyed(
                        whole(change, after, previous.map(Keyed::row)),
                        change.place().partition()));
    }

    private Row whole(Change change, Row after, Optional<Row> previous) {
        if (change.unchanged().isEmpty()) {
            return after;
        }
        Optional<Row> source =
                change.operation() == Operation.CREATE ? Optional.of(carriedOver(change, after.names())) : previous;
        Optional<Row> whole = source.flatMap(earlier -> after.with(change.unchanged(), earlier));
        if (whole.isEmpty()) {
            doubt(change, "unchanged " + change.unchanged() + " without an earlier value at " + change.place());
        }
        return whole.orElse(after);
    }

    private static Row carriedOver(Change change, List<String> names) {
        List<Cell> cells = new ArrayList<>();
        for (String name : names) {
            cells.add(new Cell.CarriedOver(
                    change.origin().txnSeq(), change.origin().ordinal(), name));
        }
        return new Row(names, cells);
    }

    private void checkPrevious(Change change, Row key, boolean isThere) {
        if (change.operation() == Operation.READ) {
            return;
        }
        if (isThere == (change.operation() == Operation.CREATE)) {
            doubt(
                    change,
                    change.operation() + " of a row that is " + (isThere ? "" : "not ") + "there, " + key + " at "
                            + change.place());
        }
    }

    private void checkKey(Change change, Row key, Row row) {
        for (String name : key.names()) {
            if (!row.cell(name).equals(key.cell(name))) {
                problems.add("key " + key + " but row " + row + " at " + change.place());
                return;
            }
        }
    }

    private void applyKeyless(Change change) {
        if (!change.unchanged().isEmpty()) {
            problems.add("unchanged " + change.unchanged() + " in a row without a key at " + change.place());
        }
        if (change.operation() == Operation.UPDATE || change.operation() == Operation.DELETE) {
            boolean removed = change.before()
                    .map(this::read)
                    .map(row -> removeOne(row, change))
                    .orElse(false);
            if (!removed) {
                doubt(change, change.operation() + " of a row that is not there at " + change.place());
            }
        }
        if (change.operation() != Operation.DELETE) {
            change.after().map(this::read).ifPresent(row -> rowsOf(change).merge(row, 1, Integer::sum));
        }
    }

    private Map<Row, Integer> rowsOf(Change change) {
        return keyless.computeIfAbsent(change.place().partition(), any -> new HashMap<>());
    }

    private boolean removeOne(Row row, Change change) {
        Map<Row, Integer> rows = rowsOf(change);
        boolean isThere = rows.containsKey(row);
        rows.computeIfPresent(row, (same, count) -> count == 1 ? null : count - 1);
        return isThere;
    }
}
