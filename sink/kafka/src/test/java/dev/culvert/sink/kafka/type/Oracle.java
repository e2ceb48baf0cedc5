package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.ColumnType;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The server's side. */
final class Oracle {
    private Oracle() {}

    static Connection connect(PostgresDatabase database) throws SQLException {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET DateStyle = ISO");
            statement.execute("SET IntervalStyle = postgres");
            statement.execute("SET bytea_output = hex");
            statement.execute("SET extra_float_digits = 3");
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET lc_monetary = 'C'");
        }
        return connection;
    }

    static ColumnType type(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE shape (c " + name + ")");
            try (ResultSet row = statement.executeQuery(
                    "SELECT atttypid, atttypmod FROM pg_attribute WHERE attrelid = 'shape'::regclass AND attnum = 1")) {
                row.next();
                ColumnType type = CatalogType.of(connection, row.getLong(1), row.getInt(2));
                return type;
            } finally {
                statement.execute("DROP TABLE shape");
            }
        }
    }

    /** A value as the type's output function writes it, which is what COPY and the stream do; a cast to text is not. */
    static String text(Connection connection, String type, String literal) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT format('%s', ?::text::" + type + ")")) {
            statement.setString(1, literal);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
