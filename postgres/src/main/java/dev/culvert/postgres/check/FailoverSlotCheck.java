package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.SlotDefinition;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether the slot survives a failover, where that is asked for. */
final class FailoverSlotCheck extends SourceCheck {

    FailoverSlotCheck(CheckContext context) {
        super("slot after a failover", ErrorCode.PG_VERSION, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        SlotDefinition.Failover wanted = context().source().slot().failover();
        boolean can = session.version().hasFailoverSlots();
        if (wanted == SlotDefinition.Failover.OFF) {
            return passed("slot.failover is off: after a failover a new snapshot is needed.");
        }
        if (can) {
            return passed(
                    "The slot is made for failover; it survives one to a standby with sync_replication_slots = on.");
        }
        return found(
                wanted == SlotDefinition.Failover.ON ? Severity.ERROR : Severity.INFO,
                "PostgreSQL " + session.version().major()
                        + " has no failover slots: after a failover a new snapshot is needed.",
                wanted == SlotDefinition.Failover.ON
                        ? "Set slot.failover: auto, or upgrade the server to 17 or later."
                        : "");
    }
}
