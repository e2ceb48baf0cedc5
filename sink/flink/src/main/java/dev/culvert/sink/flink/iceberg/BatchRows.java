package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.record.RecordKey;
import dev.culvert.sink.flink.record.UnreadableException;
import dev.culvert.sink.flink.value.ColumnForms;
import dev.culvert.sink.flink.value.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** The text of a batch as records of a table. For one batch, and the table's schema as it is now. */
final class BatchRows {
    private static final int NONE = -1;

    private final TableIdentifier name;
    private final Columns columns;
    private final List<String> keyNames;
    private final Schema keySchema;
    private final Values keyValues;
    private final Record keyRecord;
    private Record row;
    private Values values;
    private int[] places;
    private int[] beside;
    /** What rows of a copy have in columns that came after them. */
    private final Map<String, Object> later = new HashMap<>();

    /** @param missing what rows from before a column have in it, by the column */
    BatchRows(Table table, TableIdentifier name, RowBatch batch, Map<String, String> missing) {
        this.name = name;
        this.columns = batch.columns();
        this.keyNames = batch.keyNames();
        this.keySchema = keySchema(table, keyNames);
        this.keyRecord = GenericRecord.create(keySchema);
        this.keyValues = new Values(
                keyNames.stream().map(each -> keySchema.findField(each).type()).toList());
        shape(table);
        missing.forEach((column, text) -> {
            if (columns.indexOf(column) < 0 && table.schema().findField(column) != null) {
                later(table, column, text);
            }
        });
    }

    private void later(Table table, String column, String text) {
        Object value = Value.reader(table.schema().findType(column)).of(text);
        if (value != Value.UNFIT) {
            later.put(column, value);
        } else if (table.schema().findField(ColumnForms.beside(column)) != null) {
            later.put(ColumnForms.beside(column), text); // it was made for the rows that were there
        }
    }

    /** The columns of a key, in the table's order. */
    static Schema keySchema(Table table, List<String> names) {
        Set<Integer> ids = new HashSet<>();
        names.forEach(each -> ids.add(table.schema().findField(each).fieldId()));
        return TypeUtil.select(table.schema(), ids);
    }

    private void shape(Table table) {
        List<Types.NestedField> fields = table.schema().columns();
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            byName.put(fields.get(i).name(), i);
        }
        row = GenericRecord.create(table.schema());
        List<Type> types = new ArrayList<>();
        places = new int[columns.size()];
        beside = new int[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.list().get(i).name();
            places[i] = byName.get(column);
            types.add(fields.get(places[i]).type());
            beside[i] = byName.getOrDefault(ColumnForms.beside(column), NONE);
        }
        values = new Values(types);
    }

    Schema keySchema() {
        return keySchema;
    }

    /** Thrown where a value needs a column beside its own, and there is none. */
    static final class NoRoom extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoRoom() {
            super(null, null, false, false);
        }
    }

    /** Makes columns beside others where a value of the batch needs one. */
    void makeRoom(Table table, RowBatch batch) {
        Set<String> missing = new LinkedHashSet<>();
        for (RowBatch.Outcome outcome : batch.rows()) {
            if (!outcome.isGone() && isReadable(outcome.change())) {
                for (int i = 0; i < places.length; i++) {
                    String column = columns.list().get(i).name();
                    if (beside[i] == NONE && values.value(i) == Value.UNFIT && !keyNames.contains(column)) {
                        missing.add(column);
                    }
                }
            }
        }
        TableShape.addBeside(table, name, missing);
        shape(table);
    }

    private boolean isReadable(Change change) {
        try {
            values.read(change);
            return true;
        } catch (UnreadableException e) {
            return false; // it is refused where it is written
        }
    }

    /** Values of a key, in the order of its names. */
    List<Object> key(RecordKey of) {
        keyValues.read(of);
        List<Object> key = new ArrayList<>(keyNames.size());
        for (int i = 0; i < keyNames.size(); i++) {
            Object value = keyValues.value(i);
            if (value == Value.UNFIT) {
                throw TableShape.refuse(
                        name,
                        "A row's key has a value in \"" + keyNames.get(i) + "\" that the column's type "
                                + keySchema.findField(keyNames.get(i)).type() + " does not have.",
                        "Leave the table out of the sink (sinks[].tables), or keep infinity and NaN out of its key.");
            }
            key.add(value);
        }
        return key;
    }

    /** The record of a key. Valid until the next. */
    Record keyRecord(List<Object> key) {
        for (int i = 0; i < keyNames.size(); i++) {
            keyRecord.setField(keyNames.get(i), key.get(i));
        }
        return keyRecord;
    }

    /** Columns of the table that hold the value of a column of the records. */
    List<String> holders(int column) {
        String own = columns.list().get(column).name();
        return beside[column] == NONE ? List.of(own) : List.of(own, ColumnForms.beside(own));
    }

    /**
     * A row. Valid until the next.
     *
     * @param present the row that has what is kept; null if there is none
     * @throws NoRoom if a value needs a column that is not there
     */
    Record row(RowBatch.Outcome outcome, Record present) {
        for (int i = 0; i < row.size(); i++) {
            row.set(i, null);
        }
        values.read(outcome.change());
        for (int i = 0; i < places.length; i++) {
            if (outcome.kept().get(i)) {
                keep(i, present);
                continue;
            }
            Object value = values.value(i);
            if (value != Value.UNFIT) {
                row.set(places[i], value);
            } else if (beside[i] != NONE) {
                row.set(beside[i], values.text(i));
            } else {
                throw new NoRoom();
            }
        }
        if (outcome.change().place().isOfSnapshot()) {
            later.forEach(row::setField);
        }
        return row;
    }

    private void keep(int column, Record present) {
        if (present == null) {
            return; // of a row that was never here, the copy that is under way brings the rest
        }
        String own = columns.list().get(column).name();
        row.set(places[column], present.getField(own));
        if (beside[column] != NONE) {
            row.set(beside[column], present.getField(ColumnForms.beside(own)));
        }
    }
}
