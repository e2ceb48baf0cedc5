package dev.culvert.migration.grants;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.privilege.RoleInfo;
import dev.culvert.postgres.sql.Identifier;
import java.util.ArrayList;
import java.util.List;

/** Collects what the role of a session needs. For one thread at a time. */
final class Grants {
    private static final int WITH_OPTIONS = 16;

    private final Session session;
    private final RoleInfo role;
    private final String grantee;
    private final List<Grant> grants = new ArrayList<>();

    Grants(Session session) {
        this.session = session;
        this.role = new Privileges(session).role();
        this.grantee = Identifier.quote(role.name());
    }

    RoleInfo role() {
        return role;
    }

    /** A statement of somebody else's, which is left out once it is done. */
    void prepare(String statement, String why) {
        grants.add(new Grant(statement, false, why));
    }

    void attribute(String attribute, boolean held, String why) {
        grants.add(new Grant("ALTER ROLE " + grantee + " " + attribute + ";", held, why));
    }

    /** Up to 15 a role that does not inherit has nothing by its memberships. */
    void inheritance() {
        if (!session.version().isAtLeast(WITH_OPTIONS)) {
            boolean inherits = session.one(
                    "SELECT r.rolinherit FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user",
                    row -> row.bool("rolinherit"));
            if (!inherits) {
                attribute("INHERIT", false, "what it is a member of counts without SET ROLE");
            }
        }
    }

    /** CONNECT and CREATE. */
    void database(String why) {
        grants.add(session.one(
                """
                SELECT pg_catalog.current_database() AS name,
                  pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CONNECT')
                    AND pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS held""",
                row -> new Grant(
                        "GRANT CONNECT, CREATE ON DATABASE " + Identifier.quote(row.text("name")) + " TO " + grantee
                                + ";",
                        row.bool("held"),
                        why)));
    }

    /** Membership in a role that PostgreSQL brings along. */
    void predefined(String name, String why) {
        grants.add(new Grant("GRANT " + name + " TO " + grantee + ";", isMember(name, "USAGE"), why));
    }

    /**
     * Membership in a role of the application.
     *
     * @param become whether it must also be able to act as that role, and not just have its rights
     */
    void membership(String owner, boolean become, String why) {
        boolean options = session.version().isAtLeast(WITH_OPTIONS);
        boolean there = session.one(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles AS r WHERE r.rolname = ?) AS there",
                row -> row.bool("there"),
                owner);
        boolean held = there && isMember(owner, "USAGE") && (!options || !become || isMember(owner, "SET"));
        grants.add(new Grant(
                "GRANT " + Identifier.quote(owner) + " TO " + grantee
                        + (options ? " WITH INHERIT TRUE, SET " + (become ? "TRUE" : "FALSE") : "") + ";",
                held,
                why));
    }

    private boolean isMember(String name, String how) {
        return session.one(
                "SELECT pg_catalog.pg_has_role(?::pg_catalog.name, ?) AS held", row -> row.bool("held"), name, how);
    }

    void schema(String schema, String why) {
        grants.add(session.one(
                "SELECT pg_catalog.has_schema_privilege(?::pg_catalog.text, 'USAGE') AS held",
                row -> new Grant(
                        "GRANT USAGE ON SCHEMA " + Identifier.quote(schema) + " TO " + grantee + ";",
                        row.bool("held"),
                        why),
                schema));
    }

    /** @param table in the schema pg_catalog */
    void catalogTable(String table, String why) {
        grants.add(session.one(
                "SELECT pg_catalog.has_table_privilege('pg_catalog." + table + "', 'SELECT') AS held",
                row -> new Grant(
                        "GRANT SELECT ON pg_catalog." + table + " TO " + grantee + ";", row.bool("held"), why)));
    }

    void setting(String name, String why) {
        grants.add(session.one(
                "SELECT pg_catalog.has_parameter_privilege(?, 'SET') AS held",
                row -> new Grant("GRANT SET ON PARAMETER " + name + " TO " + grantee + ";", row.bool("held"), why),
                name));
    }

    /** @param signature with types, in the schema pg_catalog */
    void function(String signature, String why) {
        grants.add(session.one(
                "SELECT pg_catalog.has_function_privilege(?, 'EXECUTE') AS held",
                row -> new Grant(
                        "GRANT EXECUTE ON FUNCTION pg_catalog." + signature + " TO " + grantee + ";",
                        row.bool("held"),
                        why),
                "pg_catalog." + signature));
    }

    GrantScript script() {
        return GrantScript.of(role.name(), role.superuser(), grants);
    }
}
