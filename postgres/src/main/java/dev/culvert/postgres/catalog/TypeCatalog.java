package dev.culvert.postgres.catalog;

import dev.culvert.postgres.connection.Row;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.ColumnType;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Types by oid, each read once, with all that they are made of. */
final class TypeCatalog {

    /** A row of {@code pg_type}. An array is what its element calls its array: int2vector, whose text is no array's, is none. */
    private static final String TYPES =
            """
            SELECT t.oid::pg_catalog.int8 AS oid, n.nspname, t.typname, t.typtype::pg_catalog.text AS typtype,
                   t.typbasetype::pg_catalog.int8 AS base, t.typtypmod,
                   CASE WHEN e.typarray = t.oid THEN e.oid ELSE 0 END::pg_catalog.int8 AS element,
                   COALESCE((SELECT pg_catalog.array_agg(l.enumlabel::pg_catalog.text ORDER BY l.enumsortorder)
                             FROM pg_catalog.pg_enum AS l WHERE l.enumtypid = t.oid), '{}') AS labels
            FROM pg_catalog.pg_type AS t
            JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
            LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem
            WHERE t.oid = ANY (?::pg_catalog.text[]::pg_catalog.oid[])""";

    private record TypeRow(
            long oid,
            String schema,
            String name,
            String typtype,
            long base,
            int baseTypmod,
            long element,
            List<String> labels) {

        static TypeRow read(Row row) throws SQLException {
            return new TypeRow(
                    row.number("oid"),
                    row.text("nspname"),
                    row.text("typname"),
                    row.text("typtype"),
                    row.number("base"),
                    row.integer("typtypmod"),
                    row.number("element"),
                    row.texts("labels"));
        }

        ColumnType.Kind kind() {
            if (element != 0) {
                return ColumnType.Kind.ARRAY;
            }
            return switch (typtype) {
                case "b" -> ColumnType.Kind.BASE;
                case "c" -> ColumnType.Kind.COMPOSITE;
                case "d" -> ColumnType.Kind.DOMAIN;
                case "e" -> ColumnType.Kind.ENUM;
                case "m" -> ColumnType.Kind.MULTIRANGE;
                case "p" -> ColumnType.Kind.PSEUDO;
                case "r" -> ColumnType.Kind.RANGE;
                default -> throw new IllegalArgumentException("unknown typtype \"" + typtype + "\"");
            };
        }
    }

    private final Session session;
    private final Map<Long, TypeRow> rows = new HashMap<>();

    TypeCatalog(Session session) {
        this.session = session;
    }

    /** Reads what is not known yet, level by level: elements of arrays and bases of domains come after what holds them. */
    void load(Collection<Long> oids) {
        Set<Long> wanted = new TreeSet<>(oids);
        wanted.removeAll(rows.keySet());
        while (!wanted.isEmpty()) {
            List<String> texts = wanted.stream().map(String::valueOf).toList();
            Set<Long> next = new HashSet<>();
            for (TypeRow row : session.list(TYPES, TypeRow::read, texts)) {
                rows.put(row.oid, row);
                next.add(row.element);
                next.add(row.base);
            }
            next.remove(0L);
            next.removeAll(rows.keySet());
            wanted = next;
        }
    }

    /** A type as a column with this typmod has it; empty if there is no type of this oid. */
    Optional<ColumnType> find(long oid, int typmod) {
        load(List.of(oid));
        TypeRow row = rows.get(oid);
        if (row == null) {
            return Optional.empty();
        }
        ColumnType.Kind kind = row.kind();
        Optional<ColumnType> inner =
                switch (kind) {
                    // the modifier of an array column is that of its elements; a domain brings that of its base
                    case ARRAY -> find(row.element, typmod);
                    case DOMAIN -> find(row.base, row.baseTypmod);
                    default -> Optional.empty();
                };
        return Optional.of(new ColumnType((int) oid, typmod, row.schema, row.name, kind, inner, row.labels));
    }
}
