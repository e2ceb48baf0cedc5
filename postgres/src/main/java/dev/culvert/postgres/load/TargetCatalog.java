package dev.culvert.postgres.load;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the catalog says of tables that rows are to go into. */
public final class TargetCatalog {
    private final Session session;

    public TargetCatalog(Session session) {
        this.session = session;
    }

    /**
     * A column.
     *
     * @param type name of its type, of an array with an underscore before it
     * @param printed the type with its length or precision
     * @param limited whether it has one
     * @param generated whether the server works its values out
     */
    public record Column(String name, String type, String printed, boolean limited, boolean generated) {}

    /** In their order; empty if there is no such table. */
    public List<Column> columns(TableId table) {
        return session.list(
                """
                SELECT a.attname, t.typname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS printed,
                       a.atttypmod <> -1 AS limited, a.attgenerated <> '' AS generated
                FROM pg_catalog.pg_attribute AS a
                JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
                WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY a.attnum""",
                row -> new Column(
                        row.text("attname"),
                        row.text("typname"),
                        row.text("printed"),
                        row.bool("limited"),
                        row.bool("generated")),
                table.schema(),
                table.name());
    }

    /** The columns of each primary key and unique index that ON CONFLICT can name. */
    public List<Set<String>> uniqueKeys(TableId table) {
        return session.list(
                """
                SELECT ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute AS a
                             WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)) AS columns
                FROM pg_catalog.pg_index AS i
                JOIN pg_catalog.pg_class AS c ON c.oid = i.indrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ? AND i.indisunique AND i.indimmediate AND i.indisvalid
                  AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indnkeyatts = i.indnatts""",
                row -> new HashSet<>(row.texts("columns")),
                table.schema(),
                table.name());
    }

    /** Whether the session's role does not see, or may not write, every row of a table that is there. */
    public boolean hidesRows(TableId table) {
        return session.one(
                """
                SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                               JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                               WHERE n.nspname = ? AND c.relname = ? AND pg_catalog.row_security_active(c.oid)) AS hides""",
                row -> row.bool("hides"),
                table.schema(),
                table.name());
    }

    public boolean hasSchema(String name) {
        return session.one(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ?) AS there",
                row -> row.bool("there"),
                name);
    }
}
