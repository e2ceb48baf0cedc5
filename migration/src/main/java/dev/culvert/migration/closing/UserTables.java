package dev.culvert.migration.closing;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.List;

/** Every table of a database that an application may write to: partitioned roots, leaves, unlogged and excluded ones too. */
public final class UserTables {
    private UserTables() {}

    /** By name; not the system's, not those of the schema {@code culvert}, not temporary ones. */
    public static List<TableId> of(Session session) {
        return session.list(
                """
                SELECT n.nspname AS schema, c.relname AS name
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
                  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'culvert')
                ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C\"""",
                row -> new TableId(row.text("schema"), row.text("name")));
    }
}
