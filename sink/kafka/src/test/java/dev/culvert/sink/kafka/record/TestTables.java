package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shapes of tables. */
public final class TestTables {
    public static final ColumnType INT4 = ColumnType.base(23, -1, "int4");
    public static final ColumnType INT8 = ColumnType.base(20, -1, "int8");
    public static final ColumnType TEXT = ColumnType.base(25, -1, "text");
    public static final ColumnType BOOL = ColumnType.base(16, -1, "bool");
    public static final ColumnType TIMESTAMPTZ = ColumnType.base(1184, -1, "timestamptz");
    public static final ColumnType DATE = ColumnType.base(1082, -1, "date");
    public static final ColumnType UUID = ColumnType.base(2950, -1, "uuid");
    public static final ColumnType FLOAT8 = ColumnType.base(701, -1, "float8");
    public static final ColumnType NUMERIC_12_2 = ColumnType.base(1700, (12 << 16 | 2) + 4, "numeric");

    private TestTables() {}

    /** @param namesAndTypes names and {@link ColumnType}s in turn */
    public static TableSchema table(String name, List<Integer> key, Object... namesAndTypes) {
        return table(new TableId("public", name), key, namesAndTypes);
    }

    public static TableSchema table(TableId id, List<Integer> key, Object... namesAndTypes) {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new Column(
                    (String) namesAndTypes[i],
                    (ColumnType) namesAndTypes[i + 1],
                    !key.contains(i / 2),
                    Optional.empty()));
        }
        return new TableSchema(id, 16_500, columns, key, ReplicaIdentity.DEFAULT, 1);
    }
}
