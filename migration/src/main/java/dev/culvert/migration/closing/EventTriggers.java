package dev.culvert.migration.closing;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import java.util.List;

/**
 * An application's event triggers among the DDL that closes and opens a database: one that raises an error would keep it from being
 * closed or, what is worse, from being opened while the other side is closed for good. Everything here ends with the transaction.
 */
final class EventTriggers {
    private static final int WITH_GRANTED_SETTINGS = 15;
    private static final int WITH_SWITCH = 17;

    private final Session session;

    /** @param session whose transaction is open */
    EventTriggers(Session session) {
        this.session = session;
    }

    private record Always(String name, String state) {}

    /** Runs DDL that no event trigger stops, as far as the role may bring that about. */
    void pass(Runnable ddl) {
        setWhereAllowed("session_replication_role", "replica", WITH_GRANTED_SETTINGS);
        if (session.version().isAtLeast(WITH_SWITCH)) {
            setWhereAllowed("event_triggers", "off", WITH_SWITCH);
        }
        // a superuser's own way, which event triggers do not fire for; nobody else sees it before the commit
        List<Always> always = fireAlways();
        always.forEach(trigger -> alter(trigger, "DISABLE"));
        ddl.run();
        always.forEach(trigger -> alter(trigger, trigger.state().equals("A") ? "ENABLE ALWAYS" : "ENABLE REPLICA"));
    }

    private void setWhereAllowed(String setting, String value, int granted) {
        String may = session.version().isAtLeast(granted)
                ? "pg_catalog.has_parameter_privilege('" + setting + "', 'SET')"
                : "(SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)";
        session.list(
                "SELECT CASE WHEN " + may + " THEN pg_catalog.set_config('" + setting + "', '" + value
                        + "', true) END AS value",
                row -> true);
    }

    private List<Always> fireAlways() {
        return session.list(
                """
                SELECT t.evtname::pg_catalog.text AS name, t.evtenabled::pg_catalog.text AS state
                FROM pg_catalog.pg_event_trigger AS t
                WHERE t.evtenabled IN ('A', 'R') AND t.evtevent NOT IN ('login', 'table_rewrite')
                  AND COALESCE(pg_catalog.current_setting('event_triggers', true), 'on') = 'on'
                  AND (SELECT r.rolsuper FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user)
                ORDER BY t.evtname""",
                row -> new Always(row.text("name"), row.text("state")));
    }

    private void alter(Always trigger, String verb) {
        session.update("ALTER EVENT TRIGGER " + Identifier.quote(trigger.name()) + " " + verb);
    }
}
