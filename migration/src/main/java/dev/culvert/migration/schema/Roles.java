package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The roles that the database needs: those that own or are granted something in it, their members and their groups. A role that
 * the target has already is left as it is.
 */
final class Roles {
    private static final String NEEDED =
            """
            WITH RECURSIVE db AS (SELECT oid, datdba FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()),
            used AS (
              SELECT d.refobjid AS role FROM pg_catalog.pg_shdepend AS d, db
              WHERE d.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass AND (d.dbid = db.oid
                OR d.dbid = 0 AND d.classid = 'pg_catalog.pg_database'::pg_catalog.regclass AND d.objid = db.oid)
              UNION SELECT datdba FROM db
              UNION SELECT s.setrole FROM pg_catalog.pg_db_role_setting AS s JOIN db ON db.oid = s.setdatabase
              -- the first superuser owns what nobody else does, and no dependency is kept of that
              UNION SELECT 10::pg_catalog.oid),
            needed AS (
              SELECT role FROM used
              UNION
              SELECT CASE WHEN m.roleid = n.role THEN m.member ELSE m.roleid END
              FROM needed AS n JOIN pg_catalog.pg_auth_members AS m ON n.role IN (m.roleid, m.member)
              JOIN pg_catalog.pg_roles AS r ON r.oid = n.role AND r.rolname !~ '^pg_')
            """;

    /** A role, as one server has it. Texts of options are in SQL. */
    private record Role(
            String name, List<String> options, boolean login, Optional<String> comment, Optional<String> password) {}

    private record Membership(String group, String member, boolean admin) {}

    private final Session source;
    private final Session target;
    private final List<SchemaNote> notes;

    Roles(Session source, Session target, List<SchemaNote> notes) {
        this.source = source;
        this.target = target;
        this.notes = notes;
    }

    /** Makes those that are missing, with settings, comments and memberships. In the target's transaction, if it is in one. */
    void copy() {
        List<Role> needed = needed(source, readsPasswords(source));
        Map<String, Role> there = all(target);
        Set<String> made = new HashSet<>();
        boolean superuser = isSuperuser(target);
        String own = target.one("SELECT current_user::pg_catalog.text AS name", row -> row.text("name"));
        target.update(
                // the statements hold hashes of passwords (I12); who may not set these has a server that does not log
                // them
                superuser
                        ? """
                          SET LOCAL log_statement = 'none'; SET LOCAL log_min_duration_statement = -1;
                          SET LOCAL log_min_error_statement = 'panic'"""
                        : "SELECT pg_catalog.set_config(name, 'set, inherit', true) FROM pg_catalog.pg_settings"
                                + " WHERE name = 'createrole_self_grant'");
        for (Role role : needed) {
            Role present = there.get(role.name);
            if (present == null) {
                make(role, superuser);
                made.add(role.name);
            } else if (!present.options.equals(role.options) && !role.name.equals(own)) {
                notes.add(new SchemaNote(
                        "role " + role.name,
                        "It was there already, with " + said(difference(present.options, role.options))
                                + " on the target and " + said(difference(role.options, present.options))
                                + " on the source; it was left."));
            }
        }
        memberships(made);
    }

    /**
     * What makes the roles that are missing on the target, for a superuser to run; without their passwords, and without the values of
     * settings that PostgreSQL does not know, which may be secrets too (I12).
     */
    List<String> missing() {
        Map<String, Role> there = all(target);
        List<Role> missing = needed(source, false).stream()
                .filter(role -> !there.containsKey(role.name))
                .toList();
        Set<String> made = missing.stream().map(Role::name).collect(Collectors.toSet());
        List<String> statements = new ArrayList<>();
        missing.forEach(role -> statements.addAll(statements(role, role.options, true)));
        Set<Membership> held = new HashSet<>(memberships(target, ""));
        ofMembers().stream()
                .filter(each -> !held.contains(each) && (made.contains(each.group) || made.contains(each.member)))
                .forEach(each -> statements.add(grant(each)));
        return statements;
    }

    private static String said(String options) {
        return options.isEmpty() ? "nothing more" : options;
    }

    private static String difference(List<String> target, List<String> source) {
        return target.stream().filter(option -> !source.contains(option)).collect(Collectors.joining(", "));
    }

    private void make(Role role, boolean superuser) {
        List<String> options = role.options.stream()
                .filter(option -> superuser || !option.matches("SUPERUSER|REPLICATION|BYPASSRLS"))
                .toList();
        if (options.size() < role.options.size()) {
            notes.add(new SchemaNote(
                    "role " + role.name, "Only a superuser can make it " + difference(role.options, options) + "."));
        }
        if (role.login && role.password.isEmpty()) {
            notes.add(new SchemaNote(
                    "role " + role.name, "It has no password on the target: the source shows none, or none is set."));
        }
        statements(role, options, false).forEach(target::update);
    }

    private List<String> statements(Role role, List<String> options, boolean shown) {
        String name = Identifier.quote(role.name);
        List<String> statements = new ArrayList<>();
        statements.add("CREATE ROLE " + name + " WITH " + String.join(" ", options)
                + role.password.map(hash -> " PASSWORD " + Literal.quote(hash)).orElse(""));
        role.comment.ifPresent(text -> statements.add("COMMENT ON ROLE " + name + " IS " + Literal.quote(text)));
        source.list(
                        """
                        SELECT c.setting FROM pg_catalog.pg_db_role_setting AS s
                        JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole, pg_catalog.unnest(s.setconfig) AS c (setting)
                        WHERE s.setdatabase = 0 AND r.rolname = ?""",
                        row -> StoredSetting.parse(row.text("setting")),
                        role.name)
                .forEach(setting ->
                        statements.add((shown && setting.isCustom() ? "-- by hand, its value may be a secret: " : "")
                                + "ALTER ROLE " + name + " SET " + (shown ? setting.shown() : setting.sql())));
        statements.addAll(parameters(role, name));
        return statements;
    }

    /** Privileges on settings, from 15 on. */
    private List<String> parameters(Role role, String name) {
        if (!source.version().isAtLeast(15) || !target.version().isAtLeast(15)) {
            return List.of();
        }
        return source.list(
                """
                        SELECT p.parname, a.privilege_type, a.is_grantable
                        FROM pg_catalog.pg_parameter_acl AS p, pg_catalog.aclexplode(p.paracl) AS a
                        JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee WHERE r.rolname = ? ORDER BY 1, 2""",
                row -> "GRANT " + row.text("privilege_type") + " ON PARAMETER " + row.text("parname") + " TO " + name
                        + (row.bool("is_grantable") ? " WITH GRANT OPTION" : ""),
                role.name);
    }

    private void memberships(Set<String> made) {
        Set<Membership> there = new HashSet<>(memberships(target, ""));
        for (Membership each : ofMembers()) {
            if (there.contains(each)) {
                continue;
            }
            if (made.contains(each.group) || made.contains(each.member)) {
                target.update(grant(each));
            } else {
                notes.add(new SchemaNote(
                        "role " + each.member,
                        "It is " + (each.admin ? "an administrator" : "a member") + " of " + each.group
                                + " on the source and not on the target; both were there already and were left."));
            }
        }
    }

    private List<Membership> ofMembers() {
        return memberships(source, " WHERE m.member IN (SELECT role FROM needed)").stream()
                .filter(each -> !each.group.equals(each.member))
                .toList();
    }

    private static String grant(Membership each) {
        return "GRANT " + Identifier.quote(each.group) + " TO " + Identifier.quote(each.member)
                + (each.admin ? " WITH ADMIN OPTION" : "");
    }

    private static List<Membership> memberships(Session session, String where) {
        return session.list(
                NEEDED
                        + """
                        SELECT g.rolname AS grp, r.rolname AS member, pg_catalog.bool_or(m.admin_option) AS admin
                        FROM pg_catalog.pg_auth_members AS m
                        JOIN pg_catalog.pg_roles AS g ON g.oid = m.roleid JOIN pg_catalog.pg_roles AS r ON r.oid = m.member"""
                        + where + " GROUP BY 1, 2 ORDER BY 1, 2",
                row -> new Membership(row.text("grp"), row.text("member"), row.bool("admin")));
    }

    private static List<Role> needed(Session session, boolean passwords) {
        return roles(session, NEEDED, " WHERE r.oid IN (SELECT role FROM needed) AND r.rolname !~ '^pg_'", passwords);
    }

    private static Map<String, Role> all(Session session) {
        return roles(session, "", "", false).stream().collect(Collectors.toMap(role -> role.name, Function.identity()));
    }

    private static List<Role> roles(Session session, String with, String where, boolean passwords) {
        return session.list(
                with
                        + """
                        SELECT r.rolname, r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication,
                          r.rolbypassrls, r.rolconnlimit, r.rolvaliduntil::pg_catalog.text AS until,
                          pg_catalog.shobj_description(r.oid, 'pg_authid') AS comment, %s AS password
                        FROM pg_catalog.%s AS r%s ORDER BY 1"""
                                .formatted(
                                        passwords ? "r.rolpassword" : "NULL::pg_catalog.text",
                                        passwords ? "pg_authid" : "pg_roles",
                                        where),
                row -> {
                    List<String> options = new ArrayList<>();
                    options.add(row.bool("rolsuper") ? "SUPERUSER" : "NOSUPERUSER");
                    options.add(row.bool("rolinherit") ? "INHERIT" : "NOINHERIT");
                    options.add(row.bool("rolcreaterole") ? "CREATEROLE" : "NOCREATEROLE");
                    options.add(row.bool("rolcreatedb") ? "CREATEDB" : "NOCREATEDB");
                    options.add(row.bool("rolcanlogin") ? "LOGIN" : "NOLOGIN");
                    if (row.bool("rolreplication")) {
                        options.add("REPLICATION");
                    }
                    if (row.bool("rolbypassrls")) {
                        options.add("BYPASSRLS");
                    }
                    options.add("CONNECTION LIMIT " + row.integer("rolconnlimit"));
                    row.optionalText("until").ifPresent(until -> options.add("VALID UNTIL " + Literal.quote(until)));
                    return new Role(
                            row.text("rolname"),
                            List.copyOf(options),
                            row.bool("rolcanlogin"),
                            row.optionalText("comment"),
                            row.optionalText("password"));
                });
    }

    private static boolean readsPasswords(Session session) {
        return session.one(
                "SELECT pg_catalog.has_table_privilege('pg_catalog.pg_authid', 'SELECT') AS may",
                row -> row.bool("may"));
    }

    static boolean isSuperuser(Session session) {
        return session.one(
                "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user", row -> row.bool("rolsuper"));
    }
}
