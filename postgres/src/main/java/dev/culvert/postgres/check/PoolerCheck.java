package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/**
 * Whether a pooler stands between. One that takes our startup parameters gives itself away by the process id: it makes one up
 * for its clients, since it may serve them by several sessions.
 */
final class PoolerCheck extends ServerCheck {

    PoolerCheck(ServerContext context) {
        super("pooler behind the address", ErrorCode.PG_POOLER, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        record Seen(int pid, String name) {}
        Seen seen = session.one(
                """
                SELECT pg_catalog.pg_backend_pid() AS pid, pg_catalog.current_setting('application_name') AS name""",
                row -> new Seen(row.integer("pid"), row.text("name")));
        boolean samePid = seen.pid == session.backendPid();
        boolean sameName = seen.name.equals(session.applicationName().value());
        if (samePid && sameName) {
            return passed("Sessions reach the server itself.");
        }
        return found(
                Severity.ERROR,
                samePid
                        ? "The session called itself " + session.applicationName() + ", and the server sees "
                                + seen.name + "."
                        : "The session was given process id " + session.backendPid() + ", and the server says "
                                + seen.pid + ".",
                "Give the address of the server itself, not that of a pooler before it.");
    }
}
