package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.subscription.Subscriptions;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Subscriptions of others that write to the source: their workers pass its closing triggers. */
final class InboundSubscriptionsCheck extends ServerCheck {
    private final Subject subject;

    InboundSubscriptionsCheck(ServerContext context, Subject subject) {
        super("inbound subscriptions", ErrorCode.SUBSCRIPTION_INBOUND, context);
        this.subject = subject;
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<Finding> findings = new Subscriptions(session)
                .list().stream()
                        .filter(each -> each.enabled().orElse(true) && !subject.owns(each.name()))
                        .map(each -> finding(
                                Severity.ERROR,
                                "subscription \"" + each.name() + "\"",
                                "It writes to the source, also when applications no longer may: what it writes after the"
                                        + " cutover would be lost.",
                                "ALTER SUBSCRIPTION " + Identifier.quote(each.name())
                                        + " DISABLE; and let its data come to the target."))
                        .toList();
        return findings.isEmpty() ? passed("No subscription writes to the source.") : findings;
    }
}
