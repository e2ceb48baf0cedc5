package dev.culvert.postgres.privilege;

import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a session's role may do. Reads only; for one thread at a time, as its session is. */
public final class Privileges {

    private final Session session;
    private final RoleInfo role;

    /** @param session an ordinary session as the role in question */
    public Privileges(Session session) {
        this.session = session;
        this.role = readRole(session);
    }

    private static RoleInfo readRole(Session session) {
        return session.one(
                """
                SELECT r.rolname, r.rolsuper, r.rolreplication, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
                       COALESCE((SELECT pg_catalog.array_agg(p.rolname::pg_catalog.text ORDER BY p.rolname)
                                 FROM pg_catalog.pg_roles AS p
                                 WHERE p.rolname IN ('pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files',
                                                     'pg_execute_server_program')
                                   AND NOT r.rolsuper AND pg_catalog.pg_has_role(p.oid, 'USAGE')), '{}') AS powerful
                FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user""",
                row -> new RoleInfo(
                        row.text("rolname"),
                        row.bool("rolsuper"),
                        row.bool("rolreplication"),
                        row.bool("rolbypassrls"),
                        row.bool("rolcreaterole"),
                        row.bool("rolcreatedb"),
                        row.texts("powerful")));
    }

    public RoleInfo role() {
        return role;
    }

    /** What the snapshot needs: to read every table and every partition, in its schema. */
    public List<Privilege> forSnapshot(List<SelectedTable> tables) {
        List<Privilege> privileges = new ArrayList<>();
        Set<String> schemas = new TreeSet<>();
        Map<Long, Relation> relations = new LinkedHashMap<>();
        Map<Long, List<String>> lists = new LinkedHashMap<>();
        for (SelectedTable table : tables) {
            relations.put(table.oid(), table.relation());
            table.leaves().forEach(leaf -> relations.put(leaf.oid(), leaf));
            table.columnList().ifPresent(list -> {
                lists.put(table.oid(), list);
                table.leaves().forEach(leaf -> lists.put(leaf.oid(), list));
            });
        }
        relations.values().forEach(relation -> schemas.add(relation.id().schema()));
        Set<String> usable = names("SELECT n.nspname AS v FROM pg_catalog.pg_namespace AS n"
                + " WHERE pg_catalog.has_schema_privilege(n.oid, 'USAGE')");
        for (String schema : schemas) {
            privileges.add(new Privilege(
                    "USAGE",
                    "schema " + schema,
                    "the snapshot",
                    usable.contains(schema),
                    "GRANT USAGE ON SCHEMA " + Identifier.quote(schema) + " TO " + grantee() + ";"));
        }
        Set<Long> readable = oids("pg_catalog.has_table_privilege(c.oid, 'SELECT')", relations.keySet());
        for (Relation relation : relations.values()) {
            Optional<List<String>> list = Optional.ofNullable(lists.get(relation.oid()));
            boolean held = readable.contains(relation.oid())
                    || list.map(columns -> columnsReadable(relation.oid(), columns))
                            .orElse(false);
            String columns = list.map(
                            names -> names.stream().map(Identifier::quote).collect(Collectors.joining(", ", " (", ")")))
                    .orElse("");
            privileges.add(new Privilege(
                    "SELECT",
                    "table " + relation.id(),
                    "the snapshot",
                    held,
                    "GRANT SELECT" + columns + " ON " + QualifiedName.quote(relation.id()) + " TO " + grantee() + ";"));
        }
        return privileges;
    }

    private boolean columnsReadable(long table, List<String> columns) {
        return session.one(
                """
                SELECT COALESCE(pg_catalog.bool_and(
                    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')), false) AS v
                FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = ?::pg_catalog.oid AND a.attname = ANY (?::pg_catalog.name[])""",
                row -> row.bool("v"),
                table,
                columns);
    }

    /** What it takes to make a publication, or to alter the one that is there. */
    public List<Privilege> forPublication(String publication, Collection<SelectedTable> tables) {
        List<Privilege> privileges = new ArrayList<>();
        Optional<Boolean> owned = session.optional(
                "SELECT pg_catalog.pg_has_role(p.pubowner, 'USAGE') AS v FROM pg_catalog.pg_publication AS p"
                        + " WHERE p.pubname = ?",
                row -> row.bool("v"),
                publication);
        if (owned.isPresent()) {
            privileges.add(new Privilege(
                    "ownership",
                    "publication " + publication,
                    "managing the publication",
                    owned.get(),
                    "ALTER PUBLICATION " + Identifier.quote(publication) + " OWNER TO " + grantee() + ";"));
        } else {
            privileges.add(createOnDatabase());
        }
        Set<Long> oids = tables.stream().map(SelectedTable::oid).collect(Collectors.toSet());
        Set<Long> ownedTables = oids("pg_catalog.pg_has_role(c.relowner, 'USAGE')", oids);
        for (SelectedTable table : tables) {
            privileges.add(new Privilege(
                    "ownership",
                    "table " + table.id(),
                    "putting the table into a publication",
                    ownedTables.contains(table.oid()),
                    "GRANT " + Identifier.quote(table.relation().owner()) + " TO " + grantee() + ";"));
        }
        return privileges;
    }

    private Privilege createOnDatabase() {
        record Created(String database, boolean held) {}
        Created created = session.one(
                """
                SELECT pg_catalog.current_database() AS name,
                       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS v""",
                row -> new Created(row.text("name"), row.bool("v")));
        return new Privilege(
                "CREATE",
                "database " + created.database,
                "making the publication",
                created.held,
                "GRANT CREATE ON DATABASE " + Identifier.quote(created.database) + " TO " + grantee() + ";");
    }

    /** What heartbeats need. */
    public Privilege forHeartbeat() {
        boolean held = session.one(
                """
                SELECT pg_catalog.bool_or(pg_catalog.has_function_privilege(p.oid, 'EXECUTE')) AS v
                FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
                WHERE n.nspname = 'pg_catalog' AND p.proname = 'pg_logical_emit_message'
                  AND p.proargtypes[2] = 'pg_catalog.bytea'::pg_catalog.regtype""",
                row -> row.bool("v"));
        String signature =
                session.version().isAtLeast(17) ? "(boolean, text, bytea, boolean)" : "(boolean, text, bytea)";
        return new Privilege(
                "EXECUTE",
                "function pg_logical_emit_message",
                "heartbeats",
                held,
                "GRANT EXECUTE ON FUNCTION pg_catalog.pg_logical_emit_message" + signature + " TO " + grantee() + ";");
    }

    /** Whether the role sees what other roles' sessions are doing. */
    public boolean seesOtherSessions() {
        return session.one("SELECT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS v", row -> row.bool("v"));
    }

    /** The statement that lets the role see it. */
    public String grantOfSeeingOtherSessions() {
        return "GRANT pg_read_all_stats TO " + grantee() + ";";
    }

    /** What the role may do beyond what a pipeline over these tables needs. */
    public List<Excess> excess(List<SelectedTable> tables) {
        String alter = "ALTER ROLE " + grantee() + " ";
        if (role.superuser()) {
            return List.of(new Excess("is a superuser", alter + "NOSUPERUSER;"));
        }
        List<Excess> excess = new ArrayList<>();
        if (role.createRole()) {
            excess.add(new Excess("may make roles", alter + "NOCREATEROLE;"));
        }
        if (role.createDatabase()) {
            excess.add(new Excess("may make databases", alter + "NOCREATEDB;"));
        }
        for (String powerful : role.powerfulRoles()) {
            excess.add(new Excess(
                    "has the rights of " + powerful,
                    "REVOKE " + Identifier.quote(powerful) + " FROM " + grantee() + ";"));
        }
        Set<Long> oids = tables.stream().map(SelectedTable::oid).collect(Collectors.toSet());
        Set<Long> writable = oids(
                "NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')"
                        + " AND pg_catalog.has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')",
                oids);
        List<TableId> written = tables.stream()
                .filter(table -> writable.contains(table.oid()))
                .map(SelectedTable::id)
                .toList();
        if (!written.isEmpty()) {
            String names = written.stream().map(QualifiedName::quote).collect(Collectors.joining(", "));
            excess.add(new Excess(
                    "may write to " + written.size() + " of the captured tables, such as " + written.get(0),
                    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON " + names + " FROM " + grantee() + ";"));
        }
        return excess;
    }

    private String grantee() {
        return Identifier.quote(role.name());
    }

    private Set<String> names(String sql) {
        return new HashSet<>(session.list(sql, row -> row.text("v")));
    }

    private Set<Long> oids(String condition, Collection<Long> oids) {
        return new HashSet<>(session.list(
                "SELECT c.oid::pg_catalog.int8 AS v FROM pg_catalog.pg_class AS c"
                        + " WHERE c.oid = ANY (?::pg_catalog.text[]::pg_catalog.oid[]) AND " + condition,
                row -> row.number("v"),
                oids.stream().map(String::valueOf).toList()));
    }
}
