package dev.culvert.sink.flink.postgres;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.load.TargetCatalog;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.record.Columns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shape of one table here: made where it is missing, columns added as records have them. A column that a record does not have stays, and
 * is not written any more. Works in the transaction that the session has open.
 */
final class TargetTable {
    private static final Set<String> ROUNDED =
            Set.of("time", "timetz", "timestamp", "timestamptz", "interval", "numeric");
    private static final Set<String> TEXTS = Set.of("text", "varchar");

    private final Session session;
    private final TargetCatalog catalog;
    private final TableId table;
    private final String name;
    private Map<String, TargetCatalog.Column> existing = Map.of();

    TargetTable(Session session, TableId table) {
        this.session = session;
        this.catalog = new TargetCatalog(session);
        this.table = table;
        this.name = QualifiedName.quote(table);
    }

    /** Its name in SQL. */
    String sql() {
        return name;
    }

    boolean isThere() {
        read();
        return !existing.isEmpty();
    }

    /** Whether it has a column; it must be there. */
    boolean has(String column) {
        return existing.containsKey(column);
    }

    /** Whether values of this column are bytes. */
    boolean isBytes(String column) {
        return existing.get(column).type().equals("bytea");
    }

    /**
     * Makes it so that it holds rows of these columns and this key.
     *
     * @throws CulvertException {@link ErrorCode#SINK_TABLE} if it is there and cannot
     */
    void require(Columns columns, List<String> key) {
        require(columns, key, "true");
    }

    /** @param own the rows of the source's table, in SQL: others are not those of the source */
    void require(Columns columns, List<String> key, String own) {
        read();
        if (existing.isEmpty()) {
            create(columns, key, own.equals("true"));
            read();
            return;
        }
        requireKey(key);
        requireEveryRow();
        for (Columns.Column column : columns.list()) {
            TargetCatalog.Column there = existing.get(column.name());
            if (there == null) {
                add(column, own);
            } else if (there.generated()) {
                throw refuse(
                        "Its column \"" + column.name() + "\" is generated, and the records have values for it.",
                        "ALTER TABLE " + name + " ALTER COLUMN " + Identifier.quote(column.name())
                                + " DROP EXPRESSION;\nor leave the column out (sinks[].tables[].drop).");
            } else if (column.type().isPresent()) {
                requireType(column, there);
            }
        }
        read();
    }

    private void read() {
        Map<String, TargetCatalog.Column> found = new LinkedHashMap<>();
        catalog.columns(table).forEach(column -> found.put(column.name(), column));
        existing = found;
    }

    /** @param all whether its rows are of one table of the source */
    private void create(Columns columns, List<String> key, boolean all) {
        List<String> parts = new ArrayList<>();
        for (Columns.Column column : columns.list()) {
            parts.add(Identifier.quote(column.name()) + " " + type(column) + (all ? missing(column) : ""));
        }
        parts.add("PRIMARY KEY (" + names(key) + ")");
        if (!catalog.hasSchema(table.schema())) {
            session.update("CREATE SCHEMA " + Identifier.quote(table.schema()));
        }
        session.update("CREATE TABLE " + name + " (" + String.join(", ", parts) + ")");
    }

    /**
     * Rows from before the column have what the source's rows from before it have. It stays the column's default: a copy's rows may come when a change has
     * brought the column already, since the partitions of a topic are read one beside the other.
     */
    void add(Columns.Column column) {
        add(column, "true");
    }

    private void add(Columns.Column column, String own) {
        String quoted = Identifier.quote(column.name());
        boolean all = own.equals("true");
        session.update(
                "ALTER TABLE " + name + " ADD COLUMN " + quoted + " " + type(column) + (all ? missing(column) : ""));
        if (!all && column.missing().isPresent()) {
            session.update("UPDATE " + name + " SET " + quoted + " = "
                    + Literal.quote(column.missing().get()) + " WHERE " + own);
        }
        read();
    }

    private static String missing(Columns.Column column) {
        return column.missing().map(text -> " DEFAULT " + Literal.quote(text)).orElse("");
    }

    /** Without precision and scale: the source's may change, and a value would be rounded (I3). */
    private String type(Columns.Column column) {
        String type = column.type()
                .orElseThrow(
                        () -> refuse(
                                existing.isEmpty()
                                        ? "It is not there, and records in JSON do not tell the types of its columns."
                                        : "It has no column \"" + column.name()
                                                + "\", and records in JSON do not tell the type of it.",
                                "Make it by hand, with the source's columns and primary key; or let the pipeline write Avro (format.value)."));
        return type.replaceAll("\\([0-9,]+\\)", "");
    }

    private void requireKey(List<String> key) {
        if (!catalog.uniqueKeys(table).contains(new HashSet<>(key))) {
            throw refuse(
                    "It has no primary key and no unique index of the columns of the records' key ("
                            + String.join(", ", key) + ") and no other.",
                    "ALTER TABLE " + name + " ADD PRIMARY KEY (" + names(key) + ");");
        }
    }

    /** A delete or an update of a row that a policy hides would do nothing, and not say so. */
    private void requireEveryRow() {
        if (catalog.hidesRows(table)) {
            throw refuse(
                    "Row-level security holds for the role that writes, and hides rows from it.",
                    "Give the role BYPASSRLS, or the table (without FORCE ROW LEVEL SECURITY): ALTER TABLE " + name
                            + " OWNER TO ...;");
        }
    }

    private void requireType(Columns.Column column, TargetCatalog.Column there) {
        String wanted = column.type().orElseThrow();
        String plain =
                wanted.replaceAll("\\(.*\\)", "").replace("pg_catalog.", "").replace("\"", "");
        String type = plain.endsWith("[]") ? "_" + plain.substring(0, plain.length() - 2) : plain;
        boolean same = there.type().equals(type) || TEXTS.contains(there.type());
        // COPY cuts blanks at the end without a word; what comes of a varchar has the source's limit
        boolean cuts = there.limited() && there.type().equals("varchar") && !type.equals("varchar");
        boolean rounds = there.limited()
                && ROUNDED.contains(there.type().replaceFirst("^_", ""))
                && !there.printed().equals(wanted.replace("pg_catalog.", ""));
        if (!same || rounds || cuts) {
            throw refuse(
                    "Its column \"" + column.name() + "\" is of type " + there.printed() + ", and values of type "
                            + wanted.replace("pg_catalog.", "").replace("\"", "")
                            + (cuts ? " may be cut." : same ? " would be rounded." : " are to go into it."),
                    "ALTER TABLE " + name + " ALTER COLUMN " + Identifier.quote(column.name()) + " TYPE "
                            + wanted.replaceAll("\\([0-9,]+\\)", "") + ";");
        }
    }

    private CulvertException refuse(String fact, String remedy) {
        return new CulvertException(
                ErrorCode.SINK_TABLE, "table " + table + " of the sink", fact, Changed.NOTHING, remedy);
    }

    private static String names(List<String> columns) {
        return columns.stream().map(Identifier::quote).collect(Collectors.joining(", "));
    }
}
