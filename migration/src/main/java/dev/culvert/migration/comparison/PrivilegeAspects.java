package dev.culvert.migration.comparison;

import java.util.List;

/** Grants and default privileges. A default that is not written out and one that is are the same. */
final class PrivilegeAspects {
    /** Per catalog: an object's name, and where its grants and its owner are. */
    private static final String GRANTS =
            """
            SELECT 'grants on ' || o.object AS object,
              ARRAY(SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type
                  || CASE WHEN a.is_grantable AND a.grantee <> o.owner THEN ' with grant option' ELSE '' END
                FROM pg_catalog.aclexplode(coalesce(o.acl, pg_catalog.acldefault(o.kind, o.owner))) AS a
                LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee WHERE %s) AS facts
            FROM (
              SELECT 'schema ' || n.nspname AS object, n.nspacl AS acl, 'n'::"char" AS kind, n.nspowner AS owner
              FROM pg_catalog.pg_namespace AS n WHERE :user(n) AND :own(pg_namespace, n.oid)
              UNION ALL
              SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || n.nspname || '.' || c.relname, c.relacl,
                CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END, c.relowner
              FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
              WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't' AND :user(n) AND :own(pg_class, c.oid)
              UNION ALL
              SELECT 'routine ' || n.nspname || '.' || p.proname || '(' || pg_catalog.oidvectortypes(p.proargtypes) || ')', p.proacl,
                'f'::"char", p.proowner
              FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
              WHERE :user(n) AND :own(pg_proc, p.oid)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.deptype = 'i'
                  AND d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid)
              UNION ALL
              SELECT 'type ' || n.nspname || '.' || t.typname, t.typacl, 'T'::"char", t.typowner
              FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
              WHERE t.typacl IS NOT NULL AND :user(n) AND :own(pg_type, t.oid)
              UNION ALL
              SELECT 'language ' || l.lanname, l.lanacl, 'l'::"char", l.lanowner FROM pg_catalog.pg_language AS l WHERE l.lanacl IS NOT NULL
              UNION ALL
              SELECT 'foreign data wrapper ' || w.fdwname, w.fdwacl, 'F'::"char", w.fdwowner FROM pg_catalog.pg_foreign_data_wrapper AS w
              UNION ALL
              SELECT 'server ' || s.srvname, s.srvacl, 'S'::"char", s.srvowner FROM pg_catalog.pg_foreign_server AS s) AS o""";

    private static final String COLUMN_GRANTS =
            """
            SELECT 'grants on column ' || n.nspname || '.' || c.relname || '.' || t.attname AS object,
              ARRAY(SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type
                  || CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END
                FROM pg_catalog.aclexplode(t.attacl) AS a LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee) AS facts
            FROM pg_catalog.pg_attribute AS t JOIN pg_catalog.pg_class AS c ON c.oid = t.attrelid
            JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE pg_catalog.cardinality(t.attacl) > 0 AND NOT t.attisdropped AND :user(n) AND :own(pg_class, c.oid)""";

    private static final String DEFAULTS =
            """
            SELECT 'default privileges of ' || pg_catalog.pg_get_userbyid(d.defaclrole) || ' in '
                || coalesce(n.nspname, 'every schema') || ' on ' || d.defaclobjtype::pg_catalog.text AS object,
              ARRAY(SELECT coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type
                  || CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END
                FROM pg_catalog.aclexplode(d.defaclacl) AS a LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee WHERE %s) AS facts
            FROM pg_catalog.pg_default_acl AS d LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = d.defaclnamespace
            WHERE coalesce(n.nspname, '') <> 'culvert'""";

    private PrivilegeAspects() {}

    static List<String> of(boolean maintain) {
        String told = maintain ? "true" : "a.privilege_type <> 'MAINTAIN'";
        return List.of(GRANTS.formatted(told), COLUMN_GRANTS, DEFAULTS.formatted(told));
    }
}
