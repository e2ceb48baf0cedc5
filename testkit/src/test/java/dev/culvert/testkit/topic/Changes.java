package dev.culvert.testkit.topic;

import dev.culvert.testkit.record.Cell;
import dev.culvert.testkit.record.Row;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import dev.culvert.testkit.record.TableRecord.Origin;
import dev.culvert.testkit.record.TableRecord.Place;
import dev.culvert.testkit.record.TableRecord.Tombstone;
import dev.culvert.testkit.record.TransactionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** Makes records of a table (id, a, b) with the key id. */
final class Changes {
    static final String TOPIC = "t";

    private Changes() {}

    static Row row(String... namesAndValues) {
        List<String> names = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            names.add(namesAndValues[i]);
            cells.add(namesAndValues[i + 1].equals("NULL") ? Cell.Null.NULL : new Cell.Text(namesAndValues[i + 1]));
        }
        return new Row(List.copyOf(names), cells);
    }

    static Row row(int id, String a, String b) {
        return row("id", Integer.toString(id), "a", a, "b", b);
    }

    static Row key(int id) {
        return row("id", Integer.toString(id));
    }

    static Change create(int partition, long txnSeq, long ordinal, Row row) {
        return change(partition, txnSeq, ordinal, Operation.CREATE, keyOf(row), Optional.empty(), Optional.of(row));
    }

    static Change update(int partition, long txnSeq, long ordinal, Row row, String... unchanged) {
        Change change =
                change(partition, txnSeq, ordinal, Operation.UPDATE, keyOf(row), Optional.empty(), Optional.of(row));
        return new Change(
                change.place(),
                change.key(),
                change.operation(),
                change.before(),
                change.after(),
                Set.of(unchanged),
                change.origin(),
                change.tsMillis());
    }

    static Change delete(int partition, long txnSeq, long ordinal, int id) {
        Optional<Row> before = Optional.of(row("id", Integer.toString(id), "a", "NULL", "b", "NULL"));
        return change(partition, txnSeq, ordinal, Operation.DELETE, Optional.of(key(id)), before, Optional.empty());
    }

    static Change truncate(int partition, long txnSeq, long ordinal) {
        return change(
                partition, txnSeq, ordinal, Operation.TRUNCATE, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static Change read(int partition, int generation, Row row) {
        return new Change(
                new Place(TOPIC, partition, 0),
                keyOf(row),
                Operation.READ,
                Optional.empty(),
                Optional.of(row),
                Set.of(),
                new Origin("public", "t", 1, Optional.empty(), true, generation, 0, 0),
                0);
    }

    static Tombstone tombstone(int id) {
        return new Tombstone(new Place(TOPIC, 0, 0), key(id));
    }

    static Change withoutKey(Change change) {
        return new Change(
                change.place(),
                Optional.empty(),
                change.operation(),
                change.before(),
                change.after(),
                change.unchanged(),
                change.origin(),
                change.tsMillis());
    }

    static Change change(
            int partition,
            long txnSeq,
            long ordinal,
            Operation operation,
            Optional<Row> key,
            Optional<Row> before,
            Optional<Row> after) {
        return new Change(
                new Place(TOPIC, partition, 0),
                key,
                operation,
                before,
                after,
                Set.of(),
                new Origin("public", "t", 1, Optional.of(7L), false, 0, txnSeq, ordinal),
                0);
    }

    static TransactionRecord transaction(long txnSeq, long end, long changes, Map<Integer, Long> records) {
        Map<TopicPartition, Long> byPartition = new java.util.HashMap<>();
        records.forEach((partition, count) -> byPartition.put(new TopicPartition(TOPIC, partition), count));
        return new TransactionRecord(new Place("x", 0, txnSeq), "9:" + txnSeq, txnSeq, 9, end, changes, byPartition);
    }

    private static Optional<Row> keyOf(Row row) {
        return Optional.of(row("id", row.text("id")));
    }
}
