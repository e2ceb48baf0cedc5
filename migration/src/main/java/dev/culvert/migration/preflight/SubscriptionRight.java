package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.privilege.RoleInfo;
import dev.culvert.postgres.sql.Identifier;
import java.util.ArrayList;
import java.util.List;

/** The right to make subscriptions: superuser up to 15, then a role and CREATE on the database. */
final class SubscriptionRight {
    private static final int WITH_ROLE = 16;

    private SubscriptionRight() {}

    static boolean held(Session session) {
        return missing(session).isEmpty();
    }

    /** The statements that give what is missing; a superuser runs them. */
    static List<String> missing(Session session) {
        RoleInfo role = new Privileges(session).role();
        String grantee = Identifier.quote(role.name());
        if (role.superuser()) {
            return List.of();
        }
        if (!session.version().isAtLeast(WITH_ROLE)) {
            return List.of("ALTER ROLE " + grantee + " SUPERUSER;");
        }
        record Held(boolean member, boolean create, String database) {}
        Held held = session.one(
                """
                SELECT pg_catalog.pg_has_role('pg_create_subscription', 'USAGE') AS member,
                       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS create,
                       pg_catalog.current_database() AS database""",
                row -> new Held(row.bool("member"), row.bool("create"), row.text("database")));
        List<String> missing = new ArrayList<>();
        if (!held.member) {
            missing.add("GRANT pg_create_subscription TO " + grantee + ";");
        }
        if (!held.create) {
            missing.add("GRANT CREATE ON DATABASE " + Identifier.quote(held.database) + " TO " + grantee + ";");
        }
        return missing;
    }
}
