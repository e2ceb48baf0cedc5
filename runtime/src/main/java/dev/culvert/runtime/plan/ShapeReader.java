package dev.culvert.runtime.plan;

import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.StoredShape;
import dev.culvert.postgres.catalog.StoredShapes;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.TableShape;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

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
                "");
    }

    private static ColumnContext column(CatalogColumn column, StoredShape shape) {
        ColumnType type = column.type();
        return new ColumnContext(
                column.number(),
                column.name(),
                Integer.toUnsignedLong(type.oid()),
                type.typmod(),
                type.name(),
                Optional.ofNullable(shape.missing().get(column.name())),
                shape.altered().getOrDefault(column.number(), 0L));
    }
}
