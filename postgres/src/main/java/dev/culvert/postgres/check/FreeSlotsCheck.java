package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether there is room for the pipeline's slot. */
final class FreeSlotsCheck extends SourceCheck {

    FreeSlotsCheck(CheckContext context) {
        super("free replication slots", ErrorCode.PG_NO_FREE_SLOT, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        long most = numericSetting(session, "max_replication_slots");
        List<SlotInfo> slots = new Slots(session).list();
        String ours = context().source().slot().name();
        String fact = slots.size() + " of " + most + " replication slots are in use.";
        boolean exists = slots.stream().anyMatch(slot -> slot.name().equals(ours));
        return exists || slots.size() < most
                ? passed(fact)
                : found(
                        Severity.ERROR,
                        fact,
                        "Drop one that nobody needs, or: ALTER SYSTEM SET max_replication_slots = " + (most + 5)
                                + "; then restart the server.");
    }
}
