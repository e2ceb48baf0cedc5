package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.ColumnType.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Reads a type from the catalog, for tests. */
final class CatalogType {
    private CatalogType() {}

    static ColumnType of(Connection connection, long oid, int typmod) throws SQLException {
        String sql =
                """
                SELECT t.typname, n.nspname, t.typtype, t.typelem, t.typlen, t.typbasetype, t.typtypmod,
                       EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
                FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = ?""";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                boolean array = row.getBoolean(8);
                Kind kind = array
                        ? Kind.ARRAY
                        : switch (row.getString(3)) {
                            case "b" -> Kind.BASE;
                            case "c" -> Kind.COMPOSITE;
                            case "d" -> Kind.DOMAIN;
                            case "e" -> Kind.ENUM;
                            case "r" -> Kind.RANGE;
                            case "m" -> Kind.MULTIRANGE;
                            default -> Kind.PSEUDO;
                        };
                Optional<ColumnType> element = Optional.empty();
                if (kind == Kind.ARRAY) {
                    element = Optional.of(of(connection, row.getLong(4), -1));
                } else if (kind == Kind.DOMAIN) {
                    element = Optional.of(of(connection, row.getLong(6), row.getInt(7)));
                }
                return new ColumnType((int) oid, typmod, row.getString(2), row.getString(1), kind, element, List.of());
            }
        }
    }
}
