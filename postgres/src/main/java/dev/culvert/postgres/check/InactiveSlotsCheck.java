package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Slots, of anybody, that hold much WAL and that nobody reads. */
final class InactiveSlotsCheck extends ServerCheck {
    private static final long GIBI = 1024L * 1024 * 1024;

    private final long threshold;

    InactiveSlotsCheck(ServerContext context) {
        this(context, GIBI);
    }

    /** @param threshold bytes of retained WAL above which a slot is worth a finding */
    InactiveSlotsCheck(ServerContext context, long threshold) {
        super("inactive slots", ErrorCode.SLOT_INACTIVE, context);
        this.threshold = threshold;
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<Finding> findings = new Slots(session)
                .list().stream()
                        .filter(slot -> !slot.active() && !slot.isLost())
                        .filter(slot -> slot.retainedBytes().orElse(0) > threshold)
                        .map(this::retaining)
                        .toList();
        return findings.isEmpty() ? passed("No inactive slot retains much WAL.") : findings;
    }

    private Finding retaining(SlotInfo slot) {
        return finding(
                Severity.WARNING,
                "slot \"" + slot.name() + "\"",
                "Nobody reads it"
                        + slot.inactiveSince().map(since -> " since " + since).orElse("") + ", and it retains "
                        + slot.retainedBytes().orElseThrow() / (1024 * 1024) + " MB of WAL.",
                "Start its reader; or, if nobody needs it: SELECT pg_drop_replication_slot("
                        + Literal.quote(slot.name()) + ");");
    }
}
