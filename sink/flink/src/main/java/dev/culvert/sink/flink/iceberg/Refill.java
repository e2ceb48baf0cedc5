package dev.culvert.sink.flink.iceberg;

import dev.culvert.sink.flink.value.ColumnForms;
import dev.culvert.sink.flink.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Rows that were there before a column, with the value that the source's rows have in it. Version 2 of the format cannot say it in the schema,
 * so they are written again.
 */
final class Refill {
    private static final int ROWS = 500_000;

    private final Table table;
    private final Schema key;
    private final Map<String, Object> values = new HashMap<>();
    /** Which rows get the values. */
    private final Predicate<Record> which;

    /** @param which rows get the values */
    Refill(Table table, Schema key, Predicate<Record> which, Map<String, Object> values) {
        this.table = table;
        this.key = key;
        this.which = which;
        this.values.putAll(values);
    }

    Refill(Table table, Schema key, Predicate<Record> which, List<TableShape.Added> columns) {
        this(table, key, which, Map.of());
        for (TableShape.Added column : columns) {
            Object value =
                    Value.reader(table.schema().findType(column.column())).of(column.text());
            if (value == Value.UNFIT) {
                values.put(ColumnForms.beside(column.column()), column.text());
            } else {
                values.put(column.column(), value);
            }
        }
    }

    /** Columns beside others that it needs. */
    static List<String> needsBeside(Table table, List<TableShape.Added> columns) {
        return columns.stream()
                .filter(column ->
                        Value.reader(table.schema().findType(column.column())).of(column.text()) == Value.UNFIT)
                .map(TableShape.Added::column)
                .toList();
    }

    /** The rows that are committed. */
    List<Piece> committed() {
        return write(IcebergGenerics.read(table).build(), Optional.empty());
    }

    /** The rows of a piece that is not, after its own deletes. */
    List<Piece> of(Piece piece) {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece(List.of(), piece.deletes(), piece.key()));
        for (DataFile file : piece.data()) {
            pieces.addAll(write(PresentRows.read(table, file.location(), table.schema()), Optional.of(file)));
        }
        return pieces;
    }

    private List<Piece> write(CloseableIterable<Record> rows, Optional<DataFile> unused) {
        List<Piece> pieces = new ArrayList<>();
        PieceWriter writer = new PieceWriter(table, key);
        try (rows) {
            int count = 0;
            for (Record row : rows) {
                if (which.test(row)) {
                    values.forEach(row::setField);
                }
                writer.row(row);
                if (++count % ROWS == 0) {
                    pieces.add(writer.finish());
                    writer = new PieceWriter(table, key);
                }
            }
            pieces.add(writer.finish());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.close();
        }
        unused.ifPresent(file -> table.io().deleteFile(file.location()));
        return pieces;
    }
}
