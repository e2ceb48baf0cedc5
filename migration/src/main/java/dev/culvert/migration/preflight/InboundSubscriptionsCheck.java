package dev.culvert.migration.preflight;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.subscription.Subscriptions;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Subscriptions of others that write to the side that closes: their workers pass its closing triggers. */
final class InboundSubscriptionsCheck extends ServerCheck {
    private final Subject subject;
    private final Site.Role closing;

    /** @param closing which of the two the server is; it will take no more writes */
    InboundSubscriptionsCheck(ServerContext context, Subject subject, Site.Role closing) {
        super("inbound subscriptions", ErrorCode.SUBSCRIPTION_INBOUND, context);
        this.subject = subject;
        this.closing = closing;
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<Finding> findings = new Subscriptions(session)
                .list().stream()
                        .filter(each -> each.enabled().orElse(true) && !subject.owns(each.name()))
                        .map(each -> finding(
                                Severity.ERROR,
                                "subscription \"" + each.name() + "\"",
                                "It writes to the " + closing
                                        + ", also when applications no longer may: what it writes then would be lost.",
                                "ALTER SUBSCRIPTION " + Identifier.quote(each.name())
                                        + " DISABLE; and let its data come to the other server."))
                        .toList();
        return findings.isEmpty() ? passed("No subscription writes to the " + closing + ".") : findings;
    }
}
