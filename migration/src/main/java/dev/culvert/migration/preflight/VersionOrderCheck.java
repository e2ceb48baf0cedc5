package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether the target is of the source's major version or a newer one. */
final class VersionOrderCheck extends PairCheck {
    VersionOrderCheck(PreflightContext context) {
        super("order of versions", ErrorCode.TARGET_OLDER, context);
    }

    @Override
    List<Finding> examine(Session source, Session target) {
        ServerVersion from = source.version();
        ServerVersion to = target.version();
        return to.major() < from.major()
                ? List.of(finding(
                        Severity.ERROR,
                        context().target().server(),
                        "The target is PostgreSQL " + to + ", older than the source's " + from + ".",
                        "Give a target of PostgreSQL " + from.major() + " or later."))
                : passed("From PostgreSQL " + from + " to " + to + ".");
    }
}
