package dev.culvert.runtime.shape;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.TableShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes schemas of shapes that the catalog may not have any more. What stands behind an oid of a type, only the catalog knows. */
public final class ShapeSchemas {
    private final Catalog catalog;

    /** @param session an ordinary session */
    public ShapeSchemas(Session session) {
        this.catalog = new Catalog(session);
    }

    /**
     * @param like the table in another shape; its key and identity are this one's too
     * @param version of the schema
     * @throws CulvertException {@code SHAPE_CHANGED} if a type is gone, {@code KEY_CHANGED} if a column of the key is
     */
    public TableSchema schema(TableSchema like, TableShape shape, int version) {
        Map<Integer, CatalogColumn> known = new HashMap<>();
        catalog.columns(Integer.toUnsignedLong(like.relationOid()))
                .forEach(column -> known.put(column.number(), column));
        List<Column> columns = new ArrayList<>();
        for (ColumnContext column : shape.columns()) {
            ColumnType type = type(column)
                    .orElseThrow(() -> Refusals.shape(
                            like.id(),
                            "Column \"" + column.name() + "\" is of type " + column.type() + " (oid " + column.typeOid()
                                    + "), which was dropped since: what its values are made of cannot be looked up any"
                                    + " more."));
            Optional<CatalogColumn> now = Optional.ofNullable(known.get(column.number()));
            columns.add(new Column(
                    column.name(),
                    type,
                    now.map(CatalogColumn::nullable).orElse(true),
                    now.flatMap(CatalogColumn::comment),
                    column.missing()));
        }
        List<Integer> key = new ArrayList<>();
        for (int index : like.key()) {
            String name = like.columns().get(index).name();
            int at = columns.stream().map(Column::name).toList().indexOf(name);
            if (at < 0) {
                throw Refusals.key(like.id(), "Column \"" + name + "\" of its key was dropped or renamed.");
            }
            key.add(at);
        }
        return new TableSchema(like.id(), like.relationOid(), columns, key, like.identity(), version);
    }

    /** The type of a column; empty if it was dropped. */
    public Optional<ColumnType> type(ColumnContext column) {
        return catalog.type(column.typeOid(), column.typmod());
    }
}
