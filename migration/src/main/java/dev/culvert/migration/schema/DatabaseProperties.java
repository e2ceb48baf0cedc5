package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.error.CulvertException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings, owner, grants and comment of the database itself, which pg_dump would write only together with its name; the target's
 * may have another one.
 */
final class DatabaseProperties {
    private static final String OF_THIS =
            "FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()";

    private final Session source;
    private final Session target;
    private final List<SchemaNote> notes;

    DatabaseProperties(Session source, Session target, List<SchemaNote> notes) {
        this.source = source;
        this.target = target;
        this.notes = notes;
    }

    /** In the target's transaction. What the target's user may not do is noted, and left. */
    void copy() {
        String database = name();
        statements(false).forEach(statement -> attempt(database, statement));
    }

    /** What makes the target's as the source's are, for a superuser to run; what is so already is left out. */
    List<String> missing() {
        return statements(true);
    }

    private List<String> statements(boolean shown) {
        String database = name();
        List<String> statements = new ArrayList<>();
        List<Setting> held = settings(target, database);
        settings(source, database).stream()
                .filter(setting -> !held.contains(setting))
                .map(setting -> shown ? setting.shown() : setting.sql())
                .forEach(statements::add);
        if (!grants(source, database).equals(grants(target, database))) {
            statements.addAll(grants(source, database));
        }
        if (!comment(source).equals(comment(target))) {
            comment(source)
                    .ifPresent(
                            text -> statements.add("COMMENT ON DATABASE " + database + " IS " + Literal.quote(text)));
        }
        if (!owner(source).equals(owner(target))) {
            // the last, since its former owner may do the rest
            statements.add("ALTER DATABASE " + database + " OWNER TO " + Identifier.quote(owner(source)));
        }
        return statements;
    }

    private String name() {
        return Identifier.quote(target.one("SELECT pg_catalog.current_database() AS name", row -> row.text("name")));
    }

    private static Optional<String> comment(Session session) {
        return session.one(
                "SELECT pg_catalog.shobj_description(d.oid, 'pg_database') AS comment " + OF_THIS,
                row -> row.optionalText("comment"));
    }

    private static String owner(Session session) {
        return session.one("SELECT pg_catalog.pg_get_userbyid(d.datdba) AS owner " + OF_THIS, row -> row.text("owner"));
    }

    private void attempt(String database, String statement) {
        target.update("SAVEPOINT culvert_property");
        try {
            target.update(statement);
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
            target.update("ROLLBACK TO SAVEPOINT culvert_property");
            notes.add(new SchemaNote(
                    "database " + database,
                    // a value may be a secret (I12)
                    "The target's user may not do this, and it was left: "
                            + statement.replaceFirst("(?s)( SET .*?) TO .*", "$1") + "."));
        }
        target.update("RELEASE SAVEPOINT culvert_property");
    }

    /** A setting, and what it is one of. */
    private record Setting(String alter, StoredSetting stored) {
        String sql() {
            return alter + " SET " + stored.sql();
        }

        String shown() {
            return (stored.isCustom() ? "-- by hand, its value may be a secret: " : "") + alter + " SET "
                    + stored.shown();
        }
    }

    private static List<Setting> settings(Session session, String database) {
        return session.list(
                """
                SELECT r.rolname AS role, c.setting FROM pg_catalog.pg_db_role_setting AS s
                JOIN pg_catalog.pg_database AS d ON d.oid = s.setdatabase
                LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = s.setrole, pg_catalog.unnest(s.setconfig) AS c (setting)
                WHERE d.datname = pg_catalog.current_database() ORDER BY 1, 2""",
                row -> new Setting(
                        row.optionalText("role").isPresent()
                                ? "ALTER ROLE " + Identifier.quote(row.text("role")) + " IN DATABASE " + database
                                : "ALTER DATABASE " + database,
                        StoredSetting.parse(row.text("setting"))));
    }

    private static List<String> grants(Session session, String database) {
        List<String> statements = new ArrayList<>();
        List<String> grants = session.list(
                """
                SELECT coalesce(r.rolname, '') AS grantee, a.privilege_type, a.is_grantable
                FROM pg_catalog.pg_database AS d, pg_catalog.aclexplode(d.datacl) AS a
                LEFT JOIN pg_catalog.pg_roles AS r ON r.oid = a.grantee
                WHERE d.datname = pg_catalog.current_database() AND a.grantee <> d.datdba ORDER BY 1, 2""",
                row -> "GRANT " + row.text("privilege_type") + " ON DATABASE " + database + " TO "
                        + (row.text("grantee").isEmpty() ? "PUBLIC" : Identifier.quote(row.text("grantee")))
                        + (row.bool("is_grantable") ? " WITH GRANT OPTION" : ""));
        boolean changed = session.one("SELECT d.datacl IS NOT NULL AS set " + OF_THIS, row -> row.bool("set"));
        if (changed) {
            statements.add("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
            statements.addAll(grants);
        }
        return statements;
    }
}
