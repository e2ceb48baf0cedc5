package dev.culvert.postgres.catalog;

import java.util.List;
import java.util.Map;

/**
 * What the catalog has of a table beside names and types of its columns, by which it can be told whether its rows were changed
 * without an event.
 *
 * @param attributes the highest number that a column has had, dropped ones too
 * @param files oid and {@code relfilenode} of what holds its rows: itself, or its partitions down to the last; sorted
 * @param altered by a column's number, what another type of it changes: the oid of its default, negative, or else {@code xmin} of its
 *     row in {@code pg_attribute}
 * @param missing by a column's name, and by the oid of what holds the rows, the text of the value that rows have which were there
 *     before the column ({@code attmissingval}); a partition has its own
 */
public record StoredShape(
        int attributes, List<String> files, Map<Integer, Long> altered, Map<String, Map<Long, String>> missing) {
    public StoredShape {
        files = List.copyOf(files);
        altered = Map.copyOf(altered);
        missing = Map.copyOf(missing);
    }
}
