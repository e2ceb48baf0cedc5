package dev.culvert.migration.preflight;

import dev.culvert.migration.grants.GrantScript;
import dev.culvert.migration.grants.LeastGrants;
import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** What Culvert's role on one side needs if it is no superuser, as one script. */
final class LeastGrantsCheck extends PairCheck {
    private final Site.Role side;

    LeastGrantsCheck(PreflightContext context, Site.Role side) {
        super("least grants on the " + side, ErrorCode.PG_PRIVILEGE, context);
        this.side = side;
    }

    @Override
    List<Finding> examine(Session source, Session target) {
        Subject subject = context().subject();
        LeastGrants grants = new LeastGrants(source, target, subject.wayBack());
        GrantScript script = side == Site.Role.SOURCE ? grants.ofSource() : grants.ofTarget();
        String server = subject.sites().of(side).toString();
        String role = "Role \"" + script.role() + "\"";
        if (script.superuser()) {
            return List.of(finding(
                    Severity.PASSED,
                    server,
                    role + " is a superuser; put another one into the definition to be told what it would need.",
                    ""));
        }
        return List.of(
                script.missing() == 0
                        ? finding(Severity.PASSED, server, role + " has what it needs.", "")
                        : finding(
                                Severity.ERROR,
                                server,
                                role + " is no superuser, and lacks " + script.missing()
                                        + " of the least that it needs. A superuser runs all of this in the database once:",
                                script.text()));
    }
}
