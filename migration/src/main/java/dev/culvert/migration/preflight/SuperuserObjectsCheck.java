package dev.culvert.migration.preflight;

import dev.culvert.migration.grants.SuperuserObject;
import dev.culvert.migration.grants.SuperuserObjects;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Objects of the source that no grant lets a role make on the target which is no superuser. */
final class SuperuserObjectsCheck extends PairCheck {
    SuperuserObjectsCheck(PreflightContext context) {
        super("what only a superuser makes", ErrorCode.PG_PRIVILEGE, context);
    }

    @Override
    List<Finding> examine(Session source, Session target) {
        if (new Privileges(target).role().superuser()) {
            return passed("The role is a superuser of the target.");
        }
        List<Finding> findings =
                SuperuserObjects.of(source, target).stream().map(this::finding).toList();
        return orPassed(findings, "None of the source's objects needs a superuser on the target.");
    }

    private Finding finding(SuperuserObject object) {
        return finding(
                Severity.ERROR,
                object.name(),
                object.why() + ", and the target's role is none.",
                "Let the target's role be a superuser; or give it to another owner, or drop it, on the source.");
    }
}
