package dev.culvert.sink.flink.transform;

import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Columns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import org.h2.Driver;

/**
 * Whether a row is wanted, by an expression in SQL. An engine in memory evaluates it, as a user without rights to files or other data. Only
 * columns whose names are in the expression are given to it. For one thread, and rows of the same columns.
 */
final class RowFilter implements AutoCloseable {
    private static final String OBJECT = "sinks[].tables[].where";
    /** Column not found: what an expression has to say before the columns are known. */
    private static final int NO_COLUMN = 42122;

    /** What gives another answer when the record is read again. */
    private static final Pattern NOT_OF_THE_ROW = Pattern.compile(
            "(?i)\\b(now|rand|random|random_uuid|secure_rand|gen_random_uuid|uuid|clock_timestamp|statement_timestamp|transaction_timestamp"
                    + "|curdate|curtime|sysdate|systimestamp|today|nextval|session_id)\\s*\\("
                    + "|\\b(current_(date|time|timestamp|user|role|schema|catalog)|localtime|localtimestamp|sysdate|systimestamp|session_user)\\b");

    private static final Pattern TEXT = Pattern.compile("'(?:[^']|'')*'");
    private static final Pattern LITERAL = Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"");
    private static final String NO_ROW = "1 AS \"?\"";
    private static final String USER = "culvert";
    /** What a type is there; everything else is its text. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("bool", "BOOLEAN"),
            Map.entry("int2", "SMALLINT"),
            Map.entry("int4", "INTEGER"),
            Map.entry("int8", "BIGINT"),
            Map.entry("oid", "BIGINT"),
            Map.entry("float4", "REAL"),
            Map.entry("float8", "DOUBLE PRECISION"),
            Map.entry("numeric", "DECFLOAT(1000)"),
            Map.entry("date", "DATE"),
            Map.entry("time", "TIME(6)"),
            Map.entry("timetz", "TIME(6) WITH TIME ZONE"),
            Map.entry("timestamp", "TIMESTAMP(6)"),
            Map.entry("timestamptz", "TIMESTAMP(6) WITH TIME ZONE"),
            Map.entry("uuid", "UUID"));

    private final String expression;
    private final TableId table;
    private final Columns columns;
    private final int[] used;
    private final FilterText[] texts;
    private final Connection connection;
    private final PreparedStatement statement;

    /** @throws CulvertException {@link ErrorCode#SINK_FILTER} if it is no expression over these columns that is true or false */
    RowFilter(String expression, TableId table, Columns columns) {
        this.expression = expression;
        this.table = table;
        this.columns = columns;
        this.used = used(expression, columns);
        this.texts = Arrays.stream(used)
                .mapToObj(i -> FilterText.ofType(plain(columns.list().get(i))))
                .toArray(FilterText[]::new);
        this.connection = open();
        String row = row();
        try {
            try (PreparedStatement trial = connection.prepareStatement(trial(expression, row))) {
                requireBoolean(trial, expression, table.toString());
            }
            statement = connection.prepareStatement("SELECT (" + expression + "\n)" + from(row));
        } catch (SQLException e) {
            close();
            throw refuse(table.toString(), reason(e));
        } catch (CulvertException e) {
            close();
            throw e;
        }
    }

    /** What can be told of an expression before the columns are known. */
    static void check(String expression, String table) {
        if (NOT_OF_THE_ROW.matcher(LITERAL.matcher(expression).replaceAll("")).find()) {
            throw refuse(table, "It depends on more than the row: " + expression);
        }
        try (Connection connection = open();
                PreparedStatement statement = connection.prepareStatement(trial(expression, NO_ROW))) {
            requireBoolean(statement, expression, table);
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_COLUMN) {
                throw refuse(table, reason(e));
            }
        }
    }

    /** Those whose names are written somewhere in it, perhaps for another reason. */
    private static int[] used(String expression, Columns columns) {
        String code = TEXT.matcher(expression).replaceAll("''");
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.list().get(i).name().replace("\"", "\"\"");
            if (Pattern.compile(
                            "(?<![\\p{L}\\p{N}_$])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}_$])",
                            Pattern.CASE_INSENSITIVE)
                    .matcher(code)
                    .find()) {
                places.add(i);
            }
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    private String row() {
        List<String> list = new ArrayList<>();
        for (int i : used) {
            Columns.Column column = columns.list().get(i);
            list.add("CAST(? AS " + type(column) + ") AS " + Identifier.quote(column.name()));
        }
        return list.isEmpty() ? NO_ROW : String.join(", ", list);
    }

    private static String from(String row) {
        return " FROM (SELECT " + row + ") AS \"row\"";
    }

    /** The second column makes sure that the expression does not end the parenthesis that it is in. */
    private static String trial(String expression, String row) {
        return "SELECT (" + expression + "\n), CASE WHEN (" + expression + "\n) THEN 1 END" + from(row);
    }

    private static void requireBoolean(PreparedStatement statement, String expression, String table)
            throws SQLException {
        if (statement.getMetaData().getColumnType(1) != Types.BOOLEAN) {
            throw refuse(table, "It is neither true nor false: " + expression);
        }
    }

    private static String type(Columns.Column column) {
        return TYPES.getOrDefault(plain(column), "VARCHAR");
    }

    private static String plain(Columns.Column column) {
        return column.type().orElse("text").replaceAll("\\([0-9,]+\\)|pg_catalog\\.|\"", "");
    }

    /** @throws CulvertException {@link ErrorCode#SINK_FILTER} if a value that it needs is not in the record, or is none that it knows */
    boolean matches(String[] values, BitSet unchanged) {
        try {
            for (int i = 0; i < used.length; i++) {
                if (unchanged.get(used[i])) {
                    throw refuse(
                            table.toString(),
                            "A change left \"" + columns.list().get(used[i]).name()
                                    + "\" alone, and the record does not have the value.");
                }
                String value = values[used[i]];
                statement.setString(i + 1, value == null ? null : texts[i].of(value));
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getBoolean(1); // null is not true
            }
        } catch (SQLException e) {
            throw refuse(
                    table.toString(), "It fails with a row's values (SQLSTATE " + e.getSQLState() + "): " + expression);
        }
    }

    /** A person that reads the definition has rights that it need not have. */
    private static Connection open() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;TIME ZONE=UTC"
                + ";NON_KEYWORDS=DAY,HOUR,KEY,MINUTE,MONTH,SECOND,VALUE,YEAR";
        try (Connection owner = connect(url, "owner")) {
            try (var create = owner.createStatement()) {
                create.execute("CREATE USER \"" + USER + "\" PASSWORD ''");
            }
            return connect(url, USER);
        } catch (SQLException e) {
            throw new IllegalStateException("the engine for filters does not start", e);
        }
    }

    private static Connection connect(String url, String user) throws SQLException {
        Properties properties = new Properties();
        properties.put("user", user);
        properties.put("password", "");
        return new Driver().connect(url, properties);
    }

    private static String reason(SQLException e) {
        return e.getMessage().lines().findFirst().orElse("").replaceFirst("; SQL statement:$", "");
    }

    private static CulvertException refuse(String table, String fact) {
        return new CulvertException(
                ErrorCode.SINK_FILTER,
                OBJECT + " of " + table,
                fact.endsWith(".") ? fact : fact + ".",
                Changed.NOTHING,
                "Correct where; culvert explain CV-SINK-FILTER says what it can be.");
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("a database in memory does not close", e);
        }
    }
}
