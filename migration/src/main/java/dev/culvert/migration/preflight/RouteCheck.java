package dev.culvert.migration.preflight;

import dev.culvert.migration.link.Route;
import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether one server reaches the other, by having it log in there. */
final class RouteCheck extends PairCheck {
    private final Site from;
    private final Site to;

    /**
     * @param from the server that will connect
     * @param to the server that it will connect to
     */
    RouteCheck(PreflightContext context, Site from, Site to) {
        super("the " + from.role() + " reaches the " + to.role(), ErrorCode.PG_NO_ROUTE, context);
        this.from = from;
        this.to = to;
    }

    @Override
    List<Finding> examine(Session source, Session target) {
        Session subscriber = from.role() == Site.Role.SOURCE ? source : target;
        if (!SubscriptionRight.held(subscriber)) {
            return unknown("its role may make no subscription, by which this is tried", "");
        }
        if (to.sessions().settings().password().isEmpty()
                && !new Privileges(subscriber).role().superuser()) {
            return List.of(finding(
                    Severity.ERROR,
                    from.toString(),
                    "Its role is no superuser, and the definition has no password for the " + to.role()
                            + ": PostgreSQL lets such a role subscribe only with a password that is asked for.",
                    "Give password in the section " + to.role()
                            + " of the definition, and let pg_hba.conf of that server ask for it."));
        }
        if (!Route.mayBeTried(to, subscriber)) {
            return unknown(
                    "not tried, since a failure would write the password into the server's log, which only a superuser"
                            + " may forbid",
                    "Try it by hand: psql from the " + from.role() + "'s machine to "
                            + to.sessions().settings() + ".");
        }
        try {
            Route.tryOut(to, subscriber);
        } catch (CulvertException e) {
            return List.of(finding(
                    Severity.ERROR,
                    from.toString(),
                    "It does not get a session with " + to + ": " + e.fact(),
                    "Both servers must reach each other by the addresses of the definition, and pg_hba.conf of the "
                            + to.role() + " must let the " + from.role()
                            + " in, also for replication. Files of the section tls are opened"
                            + " on both machines, there by PostgreSQL's user."));
        }
        return List.of(finding(Severity.PASSED, from.toString(), "It logged in to " + to + ".", ""));
    }

    private List<Finding> unknown(String why, String remedy) {
        return List.of(new Finding(
                ErrorCode.CHECK_UNKNOWN, Severity.UNKNOWN, from.toString(), title() + ": " + why + ".", remedy));
    }
}
