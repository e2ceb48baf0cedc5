package dev.culvert.migration.preflight;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;
import java.util.Optional;

/** Who else reads the changes of the side that closes: none of them follows to the other by itself. */
final class OtherConsumersCheck extends ServerCheck {
    private final Subject subject;
    private final Site.Role closing;

    /** @param closing which of the two the server is; it will take no more writes */
    OtherConsumersCheck(ServerContext context, Subject subject, Site.Role closing) {
        super("other consumers", ErrorCode.SLOT_OTHER_CONSUMER, context);
        this.subject = subject;
        this.closing = closing;
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
                                        + "). When the " + closing + " is closed, nothing more comes here.",
                                "Plan how its reader moves to the other server; its positions mean nothing there."))
                        .toList();
        return findings.isEmpty() ? passed("Nobody else reads the changes of the " + closing + ".") : findings;
    }
}
