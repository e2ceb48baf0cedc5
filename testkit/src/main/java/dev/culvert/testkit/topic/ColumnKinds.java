package dev.culvert.testkit.topic;

import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of a database's types, domains resolved. */
final class ColumnKinds {
    private static final int INT2VECTOR = 22;
    private static final int OIDVECTOR = 30;

    private record Type(char kind, char category, int base, int element, char delimiter) {}

    private final Map<Integer, Type> types = new HashMap<>();

    private ColumnKinds() {}

    /**
     * The columns of a table in their order with their kinds.
     *
     * @param storedGenerated whether stored generated columns are among them, as PostgreSQL 18 can publish them; virtual
     *     ones never are
     */
    static Map<String, ColumnKind> of(PostgresDatabase database, String schema, String table, boolean storedGenerated) {
        ColumnKinds kinds = new ColumnKinds();
        for (List<String> row : database.query(
                "SELECT oid::bigint, typtype, typcategory, typbasetype::bigint, typelem::bigint, typdelim FROM pg_type")) {
            kinds.types.put(
                    Integer.parseUnsignedInt(row.get(0)),
                    new Type(
                            row.get(1).charAt(0),
                            row.get(2).charAt(0),
                            Integer.parseUnsignedInt(row.get(3)),
                            Integer.parseUnsignedInt(row.get(4)),
                            row.get(5).charAt(0)));
        }
        Map<String, ColumnKind> columns = new LinkedHashMap<>();
        for (List<String> row : database.query(
                """
                SELECT a.attname, a.atttypid::bigint
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
                    AND (a.attgenerated = '' OR (a.attgenerated = 's' AND ?))
                ORDER BY a.attnum""",
                schema,
                table,
                storedGenerated)) {
            columns.put(row.get(0), kinds.kind(Integer.parseUnsignedInt(row.get(1))));
        }
        return columns;
    }

    private ColumnKind kind(int oid) {
        Type type = types.get(oid);
        if (type.kind() == 'd') {
            return kind(type.base());
        }
        // the two vectors of the catalog count as arrays but are not written as such
        if (type.category() == 'A' && type.element() != 0 && oid != INT2VECTOR && oid != OIDVECTOR) {
            return new ColumnKind.ArrayOf(kind(type.element()), type.delimiter());
        }
        return switch (oid) {
            case 16 -> ColumnKind.Plain.BOOL;
            case 17 -> ColumnKind.Plain.BYTEA;
            case 700 -> ColumnKind.Number.FLOAT4;
            case 701 -> ColumnKind.Number.FLOAT8;
            case 1184 -> ColumnKind.Plain.TIMESTAMPTZ;
            default -> ColumnKind.Plain.OTHER;
        };
    }
}
