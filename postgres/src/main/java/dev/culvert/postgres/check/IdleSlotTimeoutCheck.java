package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether the server invalidates the slot of a pipeline that pauses (18 and later). */
final class IdleSlotTimeoutCheck extends ServerCheck {
    private static final String SETTING = "idle_replication_slot_timeout";

    IdleSlotTimeoutCheck(ServerContext context) {
        super(SETTING, ErrorCode.PG_SETTING, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        if (!session.version().hasIdleSlotTimeout()) {
            return passed("PostgreSQL " + session.version().major() + " has no " + SETTING + ".");
        }
        String value = setting(session, SETTING);
        return numericSetting(session, SETTING) == 0
                ? passed(SETTING + " is off.")
                : found(
                        Severity.WARNING,
                        SETTING + " is " + value + ": a pipeline that stands still for longer loses its slot.",
                        "ALTER SYSTEM RESET " + SETTING + "; SELECT pg_reload_conf();");
    }
}
