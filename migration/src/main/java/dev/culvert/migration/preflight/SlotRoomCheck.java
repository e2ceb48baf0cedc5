package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether a server has room for one more slot, unless one of ours is there already. */
final class SlotRoomCheck extends ServerCheck {
    private final Subject subject;

    SlotRoomCheck(ServerContext context, Subject subject) {
        super("free replication slots", ErrorCode.PG_NO_FREE_SLOT, context);
        this.subject = subject;
    }

    @Override
    protected List<Finding> examine(Session session) {
        long most = numericSetting(session, "max_replication_slots");
        List<SlotInfo> slots = new Slots(session).list();
        String fact = slots.size() + " of " + most + " replication slots are in use.";
        boolean ours = slots.stream().anyMatch(slot -> subject.owns(slot.name()));
        return ours || slots.size() < most
                ? passed(fact)
                : found(
                        Severity.ERROR,
                        fact,
                        "Drop one that nobody needs, or: ALTER SYSTEM SET max_replication_slots = " + (most + 5)
                                + "; then restart the server.");
    }
}
