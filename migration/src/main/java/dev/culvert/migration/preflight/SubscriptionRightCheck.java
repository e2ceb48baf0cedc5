package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether Culvert's role may make subscriptions on a server. */
final class SubscriptionRightCheck extends ServerCheck {
    SubscriptionRightCheck(ServerContext context) {
        super("right to subscribe", ErrorCode.PG_PRIVILEGE, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<String> missing = SubscriptionRight.missing(session);
        return missing.isEmpty()
                ? passed("The role may make subscriptions.")
                : found(
                        Severity.ERROR,
                        "Role \"" + new Privileges(session).role().name() + "\" may not make subscriptions, which up to"
                                + " PostgreSQL 15 only a superuser may, and from 16 on pg_create_subscription.",
                        String.join(" ", missing));
    }
}
