package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether a primary answers. */
final class PrimaryCheck extends ServerCheck {

    PrimaryCheck(ServerContext context) {
        super("primary behind the address", ErrorCode.PG_NOT_PRIMARY, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        boolean standby = session.one("SELECT pg_catalog.pg_is_in_recovery() AS v", row -> row.bool("v"));
        return standby
                ? found(
                        Severity.ERROR,
                        "The server is a standby: it takes no publication and no heartbeat.",
                        "Give the address of the primary; of several hosts in the address the primary is found.")
                : passed("The server is a primary.");
    }
}
