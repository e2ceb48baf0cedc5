package dev.culvert.sink.flink.files;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.record.UnreadableException;
import dev.culvert.sink.flink.value.ColumnForms;
import dev.culvert.sink.flink.value.Value;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.parquet.schema.MessageType;

/**
 * The columns of a file: those of the rows; beside each that has values which its type does not have, one for these; then the log's own. Immutable
 * but for the values that it reads, so for one thread.
 */
final class LogShape {
    private final TableId table;
    private final Columns columns;
    private final BitSet beside;
    private final ParquetForm[] forms;
    private final Value[] values;
    private final MessageType schema;

    private LogShape(TableId table, Columns columns, BitSet beside) {
        this.table = table;
        this.columns = columns;
        this.beside = beside;
        this.forms = new ParquetForm[columns.size()];
        this.values = new Value[columns.size()];
        List<org.apache.parquet.schema.Type> fields = new ArrayList<>();
        Set<String> names = new HashSet<>(OwnColumns.NAMES);
        names.add(LogContents.DATE);
        for (int i = 0; i < forms.length; i++) {
            Columns.Column column = columns.list().get(i);
            Type type = ParquetForm.type(column.type()
                    .orElseThrow(() -> refuse(
                            "Records in JSON do not tell the type of its column \"" + column.name() + "\".",
                            "Let the pipeline write Avro (format.value).")));
            forms[i] = ParquetForm.of(type);
            values[i] = Value.reader(type);
            add(column.name(), forms[i].column(column.name()), names, fields);
            if (beside.get(i)) {
                String other = ColumnForms.beside(column.name());
                add(other, OwnColumns.text(other), names, fields);
            }
        }
        fields.addAll(OwnColumns.FIELDS);
        this.schema = new MessageType("change", fields);
    }

    private void add(
            String name,
            org.apache.parquet.schema.Type field,
            Set<String> names,
            List<org.apache.parquet.schema.Type> fields) {
        if (!names.add(name)) {
            throw refuse(
                    "Its column \"" + name + "\" has the name of one that the log has beside it.",
                    "Leave the table out of the sink (sinks[].tables), or rename the column at the source.");
        }
        fields.add(field);
    }

    /** @throws CulvertException {@link ErrorCode#SINK_TABLE} if there can be no such file */
    static LogShape of(TableId table, Columns columns) {
        return new LogShape(table, columns, new BitSet());
    }

    /** The same with more columns for what types do not have. */
    LogShape with(BitSet more) {
        BitSet all = (BitSet) beside.clone();
        all.or(more);
        return new LogShape(table, columns, all);
    }

    private CulvertException refuse(String fact, String remedy) {
        return new CulvertException(ErrorCode.SINK_TABLE, "table " + table, fact, Changed.NOTHING, remedy);
    }

    Columns columns() {
        return columns;
    }

    MessageType schema() {
        return schema;
    }

    /** Whether a column has one beside it. */
    boolean isBeside(int column) {
        return beside.get(column);
    }

    ParquetForm form(int column) {
        return forms[column];
    }

    /** What the log has of a change's row: all of it; of a delete what its record has, and the key. */
    String[] texts(Change change) {
        return switch (change.place().kind()) {
            case UPSERT, CREATE -> change.values();
            case TRUNCATE -> new String[columns.size()];
            case DELETE -> {
                String[] texts = change.old().map(String[]::clone).orElseGet(() -> new String[columns.size()]);
                change.key().ifPresent(key -> {
                    for (int i = 0; i < key.names().size(); i++) {
                        int column = columns.indexOf(key.names().get(i));
                        if (column >= 0) {
                            texts[column] = key.values().get(i);
                        }
                    }
                });
                yield texts;
            }
        };
    }

    /** Each value as its column has it, null for SQL NULL, or {@link Value#UNFIT}. */
    Object[] values(String[] texts) {
        Object[] read = new Object[texts.length];
        for (int i = 0; i < read.length; i++) {
            read[i] = texts[i] == null ? null : value(i, texts[i]);
        }
        return read;
    }

    private Object value(int column, String text) {
        try {
            return values[column].of(text);
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            throw UnreadableException.because(
                    "a value of \"" + columns.list().get(column).name() + "\" is none of its type", e);
        }
    }

    /** Columns that need one beside them for these values, and have none. */
    BitSet missing(Object[] read) {
        BitSet missing = new BitSet();
        for (int i = 0; i < read.length; i++) {
            if (read[i] == Value.UNFIT && !beside.get(i)) {
                missing.set(i);
            }
        }
        return missing;
    }
}
