package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** What the role may do and need not. */
final class ExcessPrivilegesCheck extends SourceCheck {

    ExcessPrivilegesCheck(CheckContext context) {
        super("excess privileges", ErrorCode.PG_PRIVILEGE_EXCESS, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        Privileges privileges = new Privileges(session);
        List<Finding> findings = privileges.excess(context().selection().tables()).stream()
                .map(excess -> finding(
                        Severity.WARNING,
                        "role \"" + privileges.role().name() + "\"",
                        "It " + excess.what() + ", which Culvert does not need.",
                        excess.revoke()))
                .toList();
        return findings.isEmpty() ? passed("The role may do nothing beyond what is needed.") : findings;
    }
}
