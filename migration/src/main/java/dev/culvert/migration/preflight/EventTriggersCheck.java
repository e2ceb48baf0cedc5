package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Event triggers that fire for what Culvert does. */
final class EventTriggersCheck extends ServerCheck {
    EventTriggersCheck(ServerContext context) {
        super("event triggers", ErrorCode.TRIGGER_FIRES, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<Finding> findings = session.list(
                """
                SELECT t.evtname, t.evtevent FROM pg_catalog.pg_event_trigger AS t
                WHERE t.evtenabled <> 'D'
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = t.oid AND d.deptype = 'e')
                ORDER BY 1""",
                row -> finding(
                        Severity.WARNING,
                        "event trigger " + row.text("evtname"),
                        "It fires on " + row.text("evtevent")
                                + ", also when Culvert makes a publication or a subscription; one that raises an error"
                                + " ends the attempt. A superuser's cutover closes and opens tables past it; the gates try that.",
                        "Make sure that it lets role \""
                                + new Privileges(session).role().name() + "\" do so."));
        return findings.isEmpty() ? passed("There are none.") : findings;
    }
}
