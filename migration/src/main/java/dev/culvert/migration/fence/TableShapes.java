package dev.culvert.migration.fence;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the tables of a database are like at one instant: a table that comes, goes or changes between the gates and the fence must be
 * seen.
 *
 * @param tables a checksum of each table's columns, indexes, constraints, triggers and place in a tree; ours left out
 */
public record TableShapes(Map<TableId, String> tables) {

    public TableShapes {
        tables = Map.copyOf(tables);
    }

    /** Of the database of a session. One round trip. */
    public static TableShapes read(Session session) {
        Map<TableId, String> tables = new TreeMap<>();
        session.list(
                """
                SELECT n.nspname AS schema, c.relname AS name, pg_catalog.md5(
                  pg_catalog.concat_ws('|', c.oid, c.relkind, c.relpersistence, c.relreplident, c.relowner,
                    c.relrowsecurity, c.relforcerowsecurity,
                    (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(',', a.attnum, a.attname, a.atttypid, a.atttypmod,
                        a.attnotnull, a.attidentity, a.attgenerated, a.atthasdef, a.attisdropped), ';' ORDER BY a.attnum)
                     FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0),
                    (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(',', i.indexrelid, i.indisvalid, i.indisunique,
                        i.indisreplident), ';' ORDER BY i.indexrelid)
                     FROM pg_catalog.pg_index AS i WHERE i.indrelid = c.oid),
                    (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(',', k.oid, k.convalidated), ';' ORDER BY k.oid)
                     FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = c.oid),
                    (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(',', t.oid, t.tgenabled), ';' ORDER BY t.oid)
                     FROM pg_catalog.pg_trigger AS t WHERE t.tgrelid = c.oid AND t.tgname <> 'culvert_closed'),
                    (SELECT pg_catalog.string_agg(h.inhparent::pg_catalog.text, ';' ORDER BY h.inhparent)
                     FROM pg_catalog.pg_inherits AS h WHERE h.inhrelid = c.oid))) AS shape
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
                  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'culvert')""",
                row -> {
                    tables.put(new TableId(row.text("schema"), row.text("name")), row.text("shape"));
                    return true;
                });
        return new TableShapes(tables);
    }

    /** What another look sees that this one did not, in words such as {@code public.orders was altered}; empty if nothing. */
    public List<String> changes(TableShapes later) {
        List<String> changes = new ArrayList<>();
        new TreeMap<>(later.tables).forEach((table, shape) -> {
            String was = tables.get(table);
            if (was == null) {
                changes.add(table + " was created");
            } else if (!was.equals(shape)) {
                changes.add(table + " was altered");
            }
        });
        new TreeMap<>(tables)
                .keySet().stream()
                        .filter(table -> !later.tables.containsKey(table))
                        .forEach(table -> changes.add(table + " was dropped"));
        return List.copyOf(changes);
    }
}
