package dev.culvert.migration.comparison;

import java.util.List;

/** The database itself, whatever its name: encoding, owner, grants, settings, comment. */
final class DatabaseAspects {
    private static final String DATABASE =
            """
            SELECT 'the database' AS object,
              pg_catalog.array_remove(ARRAY['owner ' || pg_catalog.pg_get_userbyid(d.datdba),
                'encoding ' || pg_catalog.pg_encoding_to_char(d.encoding),
                'comment ' || pg_catalog.shobj_description(d.oid, 'pg_database')], NULL)
                || ARRAY(SELECT 'grant ' || coalesce(r.rolname, 'PUBLIC') || ' ' || a.privilege_type
                  || CASE WHEN a.is_grantable AND a.grantee <> d.datdba THEN ' with grant option' ELSE '' END
                FROM pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) AS a
                LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee) AS facts
            FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()""";

    /** Those that PostgreSQL does not know may be secrets: the MD5 of their values is compared. */
    private static final String SETTINGS =
            """
            SELECT 'settings of ' || coalesce(r.rolname || ' in ', '') || 'the database' AS object,
              ARRAY(SELECT CASE WHEN pg_catalog.strpos(pg_catalog.split_part(c, '=', 1), '.') > 0
                THEN pg_catalog.split_part(c, '=', 1) || ' with MD5 ' || pg_catalog.md5(c) ELSE c END
                FROM pg_catalog.unnest(s.setconfig) AS c) AS facts
            FROM pg_catalog.pg_db_role_setting AS s JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
            LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole WHERE d.datname = pg_catalog.current_database()""";

    private DatabaseAspects() {}

    static List<String> of() {
        return List.of(DATABASE, SETTINGS);
    }
}
