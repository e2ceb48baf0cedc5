package dev.culvert.migration.comparison;

import java.util.List;

/** What hangs on a table: constraints, indexes, triggers, rules, policies, extended statistics. */
final class TableObjectAspects {
    /** A foreign key of a partition that its root's made is not told by itself, and neither are 18's of NOT NULL. */
    private static final String CONSTRAINTS =
            """
            SELECT 'constraint ' || k.conname || ' on ' || coalesce(nullif(k.conrelid, 0)::pg_catalog.regclass::pg_catalog.text,
                pg_catalog.format_type(k.contypid, NULL)) AS object,
              pg_catalog.array_remove(ARRAY[
                pg_catalog.pg_get_constraintdef(k.oid),
                CASE WHEN NOT k.convalidated THEN 'not validated' END], NULL) AS facts
            FROM pg_catalog.pg_constraint AS k JOIN pg_catalog.pg_namespace AS n ON n.oid = k.connamespace
            LEFT JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
            WHERE k.contype IN ('p', 'u', 'x', 'c', 'f') AND (k.contype <> 'f' OR k.conparentid = 0)
              AND coalesce(c.relpersistence, 'p') <> 't' AND :user(n) AND :own(pg_class, k.conrelid) AND :own(pg_type, k.contypid)""";

    private static final String INDEXES =
            """
            SELECT 'index ' || n.nspname || '.' || c.relname AS object,
              pg_catalog.array_remove(ARRAY[
                pg_catalog.pg_get_indexdef(i.indexrelid),
                CASE WHEN NOT (i.indisvalid AND i.indisready AND i.indislive) THEN 'not valid' END,
                CASE WHEN i.indisclustered THEN 'clustered on' END,
                CASE WHEN i.indisreplident THEN 'replica identity' END,
                'attached to ' || (SELECT pg_catalog.string_agg(p.inhparent::pg_catalog.regclass::pg_catalog.text, ' ')
                  FROM pg_catalog.pg_inherits AS p WHERE p.inhrelid = i.indexrelid),
                'tablespace ' || (SELECT spcname FROM pg_catalog.pg_tablespace AS s WHERE s.oid = c.reltablespace),
                'statistics ' || (SELECT pg_catalog.string_agg(a.attnum || ' ' || a.attstattarget, ', ' ORDER BY a.attnum)
                  FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = i.indexrelid AND a.attstattarget >= 0)], NULL) AS facts
            FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relpersistence <> 't' AND :user(n) AND :own(pg_class, i.indrelid)""";

    /** Those of partitions count as internal up to 14; those of foreign keys are never told. */
    private static final String TRIGGERS =
            """
            SELECT 'trigger ' || t.tgname || ' on ' || t.tgrelid::pg_catalog.regclass AS object,
              ARRAY[pg_catalog.pg_get_triggerdef(t.oid),
                CASE t.tgenabled WHEN 'O' THEN 'enabled' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'enabled replica'
                  ELSE 'enabled always' END] AS facts
            FROM pg_catalog.pg_trigger AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
            WHERE (NOT t.tgisinternal OR t.tgparentid <> 0) AND t.tgname <> 'culvert_closed'
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.oid = t.tgconstraint AND k.contype <> 't')
              AND :user(n) AND :own(pg_class, c.oid)""";

    private static final String RULES =
            """
            SELECT 'rule ' || r.rulename || ' on ' || r.ev_class::pg_catalog.regclass AS object,
              ARRAY['query ' || pg_catalog.pg_get_ruledef(r.oid), 'enabled ' || r.ev_enabled::pg_catalog.text] AS facts
            FROM pg_catalog.pg_rewrite AS r JOIN pg_catalog.pg_class AS c ON c.oid = r.ev_class
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE r.rulename <> '_RETURN' AND :user(n) AND :own(pg_class, c.oid)""";

    private static final String POLICIES =
            """
            SELECT 'policy ' || p.polname || ' on ' || p.polrelid::pg_catalog.regclass AS object,
              pg_catalog.array_remove(ARRAY[
                'for ' || p.polcmd::pg_catalog.text,
                CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
                'to ' || (SELECT pg_catalog.string_agg(CASE role WHEN 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(role) END, ', '
                  ORDER BY pg_catalog.pg_get_userbyid(role)) FROM pg_catalog.unnest(p.polroles) AS role),
                'using ' || pg_catalog.pg_get_expr(p.polqual, p.polrelid),
                'with check ' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)], NULL) AS facts
            FROM pg_catalog.pg_policy AS p JOIN pg_catalog.pg_class AS c ON c.oid = p.polrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE :user(n)""";

    private static final String STATISTICS =
            """
            SELECT 'statistics ' || n.nspname || '.' || s.stxname AS object,
              ARRAY[pg_catalog.pg_get_statisticsobjdef(s.oid), 'owner ' || pg_catalog.pg_get_userbyid(s.stxowner),
                'target ' || coalesce(nullif(s.stxstattarget, -1)::pg_catalog.text, 'default')] AS facts
            FROM pg_catalog.pg_statistic_ext AS s JOIN pg_catalog.pg_namespace AS n ON n.oid = s.stxnamespace WHERE :user(n)""";

    private TableObjectAspects() {}

    static List<String> of() {
        return List.of(CONSTRAINTS, INDEXES, TRIGGERS, RULES, POLICIES, STATISTICS);
    }
}
