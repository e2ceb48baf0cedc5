package dev.culvert.sink.flink.iceberg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.formats.ReadBuilder;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Rows as they are now, looked up by their keys: in the pieces that are not committed, newest first, and then in the table. It costs a scan
 * of the files whose range of keys fits, of the columns that are asked for alone.
 */
final class PresentRows {
    private final Table table;
    private final List<String> key;

    PresentRows(Table table, List<String> key) {
        this.table = table;
        this.key = key;
    }

    /**
     * @param wanted values of the key's columns
     * @param columns that the rows are to have, beside the key
     * @param emptied whether the committed rows do not count any more
     */
    Map<List<Object>, Record> find(
            Set<List<Object>> wanted, Collection<String> columns, List<Piece> pieces, boolean emptied) {
        Set<String> names = new LinkedHashSet<>(key);
        names.addAll(columns);
        Schema schema = table.schema().select(names);
        Map<List<Object>, Record> found = new HashMap<>();
        Set<List<Object>> left = new HashSet<>(wanted);
        for (ListIterator<Piece> each = pieces.listIterator(pieces.size()); each.hasPrevious() && !left.isEmpty(); ) {
            Piece piece = each.previous();
            for (DataFile file : piece.data()) {
                take(read(table, file.location(), schema), left, found);
            }
            left.removeAll(found.keySet());
            piece.deletes().ifPresent(deletes -> drop(read(table, deletes.location(), piece.key()), piece.key(), left));
        }
        if (!left.isEmpty() && !emptied && table.currentSnapshot() != null) {
            take(IcebergGenerics.read(table).project(schema).where(filter(left)).build(), left, found);
        }
        return found;
    }

    /** The rows of a file that is not committed, or the keys. */
    static CloseableIterable<Record> read(Table table, String location, Schema schema) {
        ReadBuilder<Record, Schema> builder = FormatModelRegistry.readBuilder(
                FileFormat.PARQUET, Record.class, table.io().newInputFile(location));
        return builder.project(schema).build();
    }

    private void take(CloseableIterable<Record> rows, Set<List<Object>> left, Map<List<Object>, Record> found) {
        try (rows) {
            for (Record row : rows) {
                List<Object> of = keyOf(row);
                if (left.contains(of)) {
                    found.put(of, row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param of the columns of the deletes: the key's, or those of them that many rows have in common */
    private void drop(CloseableIterable<Record> deletes, Schema of, Set<List<Object>> left) {
        int[] places = IntStream.range(0, key.size())
                .filter(i -> of.findField(key.get(i)) != null)
                .toArray();
        Set<List<Object>> gone = new HashSet<>();
        try (deletes) {
            for (Record row : deletes) {
                gone.add(Arrays.stream(places)
                        .mapToObj(i -> row.getField(key.get(i)))
                        .toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        left.removeIf(wanted ->
                gone.contains(Arrays.stream(places).mapToObj(wanted::get).toList()));
    }

    private List<Object> keyOf(Record row) {
        List<Object> values = new ArrayList<>(key.size());
        for (String column : key) {
            values.add(row.getField(column));
        }
        return values;
    }

    /** By the first column of the key, where its values are what expressions have. */
    private Expression filter(Set<List<Object>> wanted) {
        Types.NestedField first = table.schema().findField(key.get(0));
        Type.TypeID type = first.type().typeId();
        if (type != Type.TypeID.INTEGER && type != Type.TypeID.LONG && type != Type.TypeID.STRING) {
            return Expressions.alwaysTrue();
        }
        return Expressions.in(
                first.name(),
                wanted.stream().map(values -> values.get(0)).distinct().toList());
    }
}
