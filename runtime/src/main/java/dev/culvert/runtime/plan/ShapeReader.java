package dev.culvert.runtime.plan;

import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.StoredShape;
import dev.culvert.postgres.catalog.StoredShapes;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.MissingApart;
import dev.culvert.schemas.position.TableShape;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The shapes of tables as the catalog has them in one look. */
final class ShapeReader {
    private final Map<Long, StoredShape> stored;
    private final Map<Long, List<String>> labels;

    /** @param columns of the tables, by oid */
    ShapeReader(Session session, List<Long> oids, Map<Long, List<CatalogColumn>> columns) {
        StoredShapes shapes = new StoredShapes(session);
        this.stored = shapes.read(oids);
        this.labels = shapes.labels(columns.values().stream()
                .flatMap(Collection::stream)
                .map(CatalogColumn::type)
                .toList());
    }

    /** @param published the columns that are in the stream */
    TableShape read(long oid, List<CatalogColumn> published) {
        StoredShape shape = stored.get(oid);
        TreeSet<String> held = new TreeSet<>();
        for (CatalogColumn column : published) {
            held.addAll(labels.getOrDefault(Integer.toUnsignedLong(column.type().oid()), List.of()));
        }
        return new TableShape(
                published.stream().map(column -> column(column, shape)).toList(),
                shape.attributes(),
                shape.files(),
                List.copyOf(held),
                List.of(),
                "",
                published.stream().flatMap(column -> apart(column, shape)).toList());
    }

    /** The value that is told of a column is that of the first partition which has one. */
    private static Optional<String> missing(CatalogColumn column, StoredShape shape) {
        return shape.missing().getOrDefault(column.name(), Map.of()).values().stream()
                .findFirst();
    }

    private static Stream<MissingApart> apart(CatalogColumn column, StoredShape shape) {
        Map<Long, String> values = shape.missing().getOrDefault(column.name(), Map.of());
        Optional<String> told = missing(column, shape);
        if (told.isEmpty()) {
            return Stream.empty();
        }
        return shape.files().stream()
                .map(file -> Long.parseLong(file.substring(0, file.indexOf(' '))))
                .filter(oid -> !told.get().equals(values.get(oid)))
                .map(oid -> new MissingApart(column.number(), oid, !values.containsKey(oid)));
    }

    private static ColumnContext column(CatalogColumn column, StoredShape shape) {
        ColumnType type = column.type();
        return new ColumnContext(
                column.number(),
                column.name(),
                Integer.toUnsignedLong(type.oid()),
                type.typmod(),
                type.name(),
                missing(column, shape),
                shape.altered().getOrDefault(column.number(), 0L));
    }
}
