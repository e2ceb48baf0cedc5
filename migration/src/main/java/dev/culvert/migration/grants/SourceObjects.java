package dev.culvert.migration.grants;

import dev.culvert.postgres.connection.Session;
import java.util.List;

/** What of the source's database decides which rights are needed. */
final class SourceObjects {
    private static final String USER = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'culvert')";

    private final Session source;

    SourceObjects(Session source) {
        this.source = source;
    }

    /** A role that owns something. */
    record Owner(String name, boolean superuser) {}

    /** Of the database and of everything in it but what is PostgreSQL's, Culvert's or an extension's, by name; not the session's. */
    List<Owner> owners() {
        return source.list(
                """
                SELECT r.rolname, r.rolsuper FROM pg_catalog.pg_roles AS r
                WHERE r.rolname <> current_user AND r.oid IN (
                  SELECT d.refobjid FROM pg_catalog.pg_shdepend AS d
                  JOIN pg_catalog.pg_database AS db ON db.oid = d.dbid AND db.datname = pg_catalog.current_database()
                  WHERE d.deptype = 'o' AND d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
                  UNION ALL SELECT db.datdba FROM pg_catalog.pg_database AS db
                    WHERE db.datname = pg_catalog.current_database() AND db.datdba <> 10
                  -- no dependency is kept of what the first superuser owns
                  UNION ALL SELECT c.relowner FROM pg_catalog.pg_class AS c
                    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                    WHERE %s AND c.relkind IN ('r', 'p', 'S', 'v', 'm', 'f') AND NOT EXISTS (
                      SELECT FROM pg_catalog.pg_depend AS e WHERE e.objid = c.oid AND e.deptype = 'e'))
                ORDER BY 1"""
                        .formatted(USER),
                row -> new Owner(row.text("rolname"), row.bool("rolsuper")));
    }

    /** Schemas that neither everybody nor an owner of something may look into. */
    List<String> closedSchemas() {
        List<String> owners = owners().stream().map(Owner::name).toList();
        return source.list(
                """
                SELECT n.nspname FROM pg_catalog.pg_namespace AS n
                WHERE %s AND NOT pg_catalog.has_schema_privilege('public', n.oid, 'USAGE')
                  AND NOT pg_catalog.pg_get_userbyid(n.nspowner) = ANY (?::pg_catalog.name[])
                  AND n.nspowner <> (SELECT r.oid FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)
                ORDER BY 1"""
                        .formatted(USER),
                row -> row.text("nspname"),
                owners);
    }

    boolean hasLargeObjects() {
        return exists("SELECT FROM pg_catalog.pg_largeobject_metadata");
    }

    /** Row level security that binds a table's owner too. */
    boolean forcesRowSecurity() {
        return exists("SELECT FROM pg_catalog.pg_class AS c WHERE c.relrowsecurity AND c.relforcerowsecurity");
    }

    boolean hasEventTriggers() {
        return exists("SELECT FROM pg_catalog.pg_event_trigger AS t WHERE t.evtenabled <> 'D'");
    }

    private boolean exists(String query) {
        return source.one("SELECT EXISTS (" + query + ") AS there", row -> row.bool("there"));
    }
}
