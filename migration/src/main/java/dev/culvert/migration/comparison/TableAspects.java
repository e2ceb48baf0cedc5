package dev.culvert.migration.comparison;

import dev.culvert.postgres.connection.ServerVersion;
import java.util.List;

/** Schemas, tables, views, sequences and their columns. */
final class TableAspects {
    private static final String SCHEMAS =
            """
            SELECT 'schema ' || n.nspname AS object, ARRAY['owner ' || pg_catalog.pg_get_userbyid(n.nspowner)] AS facts
            FROM pg_catalog.pg_namespace AS n WHERE :user(n) AND :own(pg_namespace, n.oid)""";

    private static final String RELATIONS =
            """
            SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialised view '
                WHEN 'c' THEN 'type ' WHEN 'f' THEN 'foreign table ' ELSE 'table ' END || n.nspname || '.' || c.relname AS object,
              pg_catalog.array_remove(ARRAY[
                'kind ' || c.relkind::pg_catalog.text,
                'owner ' || pg_catalog.pg_get_userbyid(c.relowner),
                'persistence ' || c.relpersistence::pg_catalog.text,
                'replica identity ' || c.relreplident::pg_catalog.text,
                CASE WHEN c.relrowsecurity THEN 'row level security' END,
                CASE WHEN c.relforcerowsecurity THEN 'row level security forced' END,
                CASE WHEN NOT c.relispopulated THEN 'not populated' END,
                'options ' || (SELECT pg_catalog.string_agg(o, ' ' ORDER BY o) FROM pg_catalog.unnest(c.reloptions) AS o),
                'TOAST options ' || (SELECT pg_catalog.string_agg(o, ' ' ORDER BY o)
                  FROM pg_catalog.pg_class AS x, pg_catalog.unnest(x.reloptions) AS o WHERE x.oid = c.reltoastrelid),
                'access method ' || (SELECT amname FROM pg_catalog.pg_am AS a WHERE a.oid = c.relam),
                'tablespace ' || (SELECT spcname FROM pg_catalog.pg_tablespace AS s WHERE s.oid = c.reltablespace),
                CASE WHEN c.reloftype <> 0 THEN 'of type ' || pg_catalog.format_type(c.reloftype, NULL) END,
                CASE WHEN c.relkind = 'p' THEN 'partitioned by ' || pg_catalog.pg_get_partkeydef(c.oid) END,
                'partition ' || pg_catalog.pg_get_expr(c.relpartbound, c.oid),
                'inherits ' || (SELECT pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY i.inhseqno)
                  FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = c.oid),
                'query ' || CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.pg_get_viewdef(c.oid) END,
                'server ' || f.server || ' ' || f.options], NULL) AS facts
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            LEFT JOIN LATERAL (SELECT s.srvname AS server, coalesce((SELECT pg_catalog.string_agg(o, ' ' ORDER BY o) FROM pg_catalog.unnest(t.ftoptions) AS o), '') AS options
              FROM pg_catalog.pg_foreign_table AS t JOIN pg_catalog.pg_foreign_server AS s ON s.oid = t.ftserver
              WHERE t.ftrelid = c.oid) AS f ON true
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c') AND c.relpersistence <> 't' AND :user(n) AND :own(pg_class, c.oid)""";

    private static final String COLUMNS =
            """
            SELECT 'column ' || n.nspname || '.' || c.relname || '.' || a.attname AS object,
              pg_catalog.array_remove(ARRAY[
                'place ' || pg_catalog.row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum),
                'type ' || pg_catalog.format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attcollation <> t.typcollation THEN 'collation ' || a.attcollation::pg_catalog.regcollation END,
                CASE WHEN a.attnotnull THEN 'not null' END,
                CASE WHEN a.attidentity <> '' THEN 'identity ' || a.attidentity::pg_catalog.text END,
                CASE WHEN a.attgenerated <> '' THEN 'generated ' || a.attgenerated::pg_catalog.text END,
                'default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid),
                CASE WHEN a.attstorage <> t.typstorage THEN 'storage ' || a.attstorage::pg_catalog.text END,
                CASE WHEN a.attstattarget >= 0 THEN 'statistics ' || a.attstattarget END,
                'options ' || (SELECT pg_catalog.string_agg(o, ' ' ORDER BY o) FROM pg_catalog.unnest(a.attoptions) AS o),
                'foreign options ' || (SELECT pg_catalog.string_agg(o, ' ' ORDER BY o) FROM pg_catalog.unnest(a.attfdwoptions) AS o)%s], NULL) AS facts
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND c.relpersistence <> 't'
              AND :user(n) AND :own(pg_class, c.oid)""";

    private static final String SEQUENCES =
            """
            SELECT 'sequence ' || n.nspname || '.' || c.relname AS object,
              pg_catalog.array_remove(ARRAY['type ' || pg_catalog.format_type(s.seqtypid, NULL), 'start ' || s.seqstart,
                'increment ' || s.seqincrement, 'maximum ' || s.seqmax, 'minimum ' || s.seqmin, 'cache ' || s.seqcache,
                CASE WHEN s.seqcycle THEN 'cycle' END,
                'owned by ' || (SELECT d.refobjid::pg_catalog.regclass || '.' || a.attname
                  FROM pg_catalog.pg_depend AS d
                  JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass)], NULL) AS facts
            FROM pg_catalog.pg_sequence AS s JOIN pg_catalog.pg_class AS c ON c.oid = s.seqrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relpersistence <> 't' AND :user(n) AND :own(pg_class, c.oid)""";

    private TableAspects() {}

    static List<String> of(ServerVersion version) {
        String compression = version.isAtLeast(14)
                ? ", CASE WHEN a.attcompression <> '' THEN 'compression ' || a.attcompression::pg_catalog.text END"
                : "";
        return List.of(SCHEMAS, RELATIONS, COLUMNS.formatted(compression), SEQUENCES);
    }
}
