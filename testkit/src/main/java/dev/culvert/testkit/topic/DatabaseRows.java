package dev.culvert.testkit.topic;

import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.process.TestkitException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * A table's rows as PostgreSQL's output functions write them, by COPY: a cast to text would be another thing (it trims
 * {@code char(n)}, and writes {@code true} for {@code t}).
 */
final class DatabaseRows {
    private static final String SETTINGS =
            """
            SET datestyle = 'ISO, MDY'; SET intervalstyle = 'postgres'; SET bytea_output = 'hex';
            SET extra_float_digits = 3; SET timezone = 'UTC'; SET lc_monetary = 'C'; SET search_path = 'pg_catalog';
            SET row_security = off""";

    private DatabaseRows() {}

    /** Hands over the columns of each row; SQL NULL is empty. */
    static void read(
            PostgresDatabase database,
            String schema,
            String table,
            List<String> columns,
            Optional<String> where,
            Consumer<List<Optional<String>>> rows) {
        String sql = "COPY (SELECT %s FROM %s.%s%s) TO STDOUT"
                .formatted(
                        columns.stream().map(PostgresDatabase::quote).collect(Collectors.joining(", ")),
                        PostgresDatabase.quote(schema),
                        PostgresDatabase.quote(table),
                        where.map(filter -> " WHERE " + filter).orElse(""));
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(SETTINGS);
            CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
            for (byte[] line = copy.readFromCopy(); line != null; line = copy.readFromCopy()) {
                rows.accept(fields(new String(line, StandardCharsets.UTF_8), columns.size()));
            }
        } catch (SQLException e) {
            throw new TestkitException("reading " + schema + "." + table + ": " + e.getMessage(), e);
        }
    }

    /** One line of COPY's text format (documentation, "COPY", "Text Format"), with its line end. */
    static List<Optional<String>> fields(String line, int count) {
        List<Optional<String>> fields = new ArrayList<>(count);
        if (count == 0) {
            return fields;
        }
        StringBuilder field = new StringBuilder();
        boolean isNull = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\t' || c == '\n') {
                fields.add(isNull ? Optional.empty() : Optional.of(field.toString()));
                field.setLength(0);
                isNull = false;
            } else if (c == '\\') {
                char escaped = line.charAt(++i);
                isNull = escaped == 'N';
                field.append(unescaped(escaped));
            } else {
                field.append(c);
            }
        }
        return fields;
    }

    private static char unescaped(char escaped) {
        return switch (escaped) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> '\u000b';
            default -> escaped;
        };
    }
}
