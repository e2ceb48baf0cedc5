package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.record.Columns;
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
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** The text of a batch as records of a table. For one batch, and the table's schema as it is now. */
final class BatchRows {
    private static final int NONE = -1;

    private final TableIdentifier name;
    private final Columns columns;
    private final List<String> keyNames;
    private final Schema keySchema;
    private final Value[] keyValues;
    private final Record keyRecord;
    private Record row;
    private Value[] values;
    private int[] places;
    private int[] beside;
    private boolean[] holdsAll;
    /** Columns that have a value which their type does not have, and no column beside them for it. */
    private final Set<String> besideMissing = new LinkedHashSet<>();

    BatchRows(Table table, TableIdentifier name, RowBatch batch) {
        this.name = name;
        this.columns = batch.columns();
        this.keyNames = batch.keyNames();
        this.keySchema = keySchema(table, keyNames);
        this.keyRecord = GenericRecord.create(keySchema);
        this.keyValues = new Value[keyNames.size()];
        for (int i = 0; i < keyValues.length; i++) {
            keyValues[i] = Value.reader(keySchema.findField(keyNames.get(i)).type());
        }
        shape(table);
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
        values = new Value[columns.size()];
        places = new int[columns.size()];
        beside = new int[columns.size()];
        holdsAll = new boolean[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.list().get(i).name();
            places[i] = byName.get(column);
            values[i] = Value.reader(fields.get(places[i]).type());
            holdsAll[i] = Value.holdsAll(fields.get(places[i]).type());
            beside[i] = byName.getOrDefault(ColumnForms.beside(column), NONE);
        }
    }

    Schema keySchema() {
        return keySchema;
    }

    /** Makes columns beside others where a value of the batch needs one. @return whether the table was changed */
    boolean makeRoom(Table table, RowBatch batch) {
        for (RowBatch.Outcome outcome : batch.rows().values()) {
            if (!outcome.isGone()) {
                for (int i = 0; i < places.length; i++) {
                    String text = outcome.values()[i];
                    if (text != null && beside[i] == NONE && !holdsAll[i] && values[i].of(text) == Value.UNFIT) {
                        besideMissing.add(columns.list().get(i).name());
                    }
                }
            }
        }
        if (besideMissing.isEmpty()) {
            return false;
        }
        TableShape.addBeside(table, name, besideMissing);
        shape(table);
        return true;
    }

    /** Values of a key, in the order of its names. */
    List<Object> key(List<String> texts) {
        List<Object> key = new ArrayList<>(texts.size());
        for (int i = 0; i < keyValues.length; i++) {
            Object value = keyValues[i].of(texts.get(i));
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
        for (int i = 0; i < keyValues.length; i++) {
            keyRecord.setField(keyNames.get(i), key.get(i));
        }
        return keyRecord;
    }

    /** Columns of the table that hold the value of a column of the records. */
    List<String> holders(int column) {
        String own = columns.list().get(column).name();
        return beside[column] == NONE ? List.of(own) : List.of(own, ColumnForms.beside(own));
    }

    /** A row. Valid until the next. @param present the row that has what is kept; null if there is none */
    Record row(RowBatch.Outcome outcome, Record present) {
        for (int i = 0; i < row.size(); i++) {
            row.set(i, null);
        }
        for (int i = 0; i < places.length; i++) {
            if (outcome.kept().get(i)) {
                keep(i, present);
                continue;
            }
            String text = outcome.values()[i];
            if (text != null) {
                Object value = values[i].of(text);
                if (value == Value.UNFIT) {
                    row.set(beside[i], text);
                } else {
                    row.set(places[i], value);
                }
            }
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
