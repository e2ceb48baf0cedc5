package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;
import java.util.Optional;

/** Who else reads the source's changes: none of them follows to the target by itself. */
final class OtherConsumersCheck extends ServerCheck {
    private final Subject subject;

    OtherConsumersCheck(ServerContext context, Subject subject) {
        super("other consumers", ErrorCode.SLOT_OTHER_CONSUMER, context);
        this.subject = subject;
    }

    @Override
    protected List<Finding> examine(Session session) {
        String database = session.one("SELECT pg_catalog.current_database() AS v", row -> row.text("v"));
        List<Finding> findings = new Slots(session)
                .list().stream()
                        .filter(slot -> slot.database().equals(Optional.of(database)))
                        .filter(slot -> !subject.owns(slot.name()))
                        .map(slot -> finding(
                                Severity.WARNING,
                                "slot \"" + slot.name() + "\"",
                                "Somebody reads this database's changes by it ("
                                        + slot.plugin().orElse("-") + ", "
                                        + (slot.active() ? "active" : "not active")
                                        + "). After the cutover nothing more comes here.",
                                "Plan how its reader moves to the target; its positions mean nothing there."))
                        .toList();
        return findings.isEmpty() ? passed("Nobody else reads this database's changes.") : findings;
    }
}
