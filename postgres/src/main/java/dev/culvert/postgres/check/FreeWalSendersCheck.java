package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether there is room for the pipeline's replication session. */
final class FreeWalSendersCheck extends ServerCheck {

    FreeWalSendersCheck(ServerContext context) {
        super("free WAL senders", ErrorCode.PG_NO_FREE_WALSENDER, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        long most = numericSetting(session, "max_wal_senders");
        // every role sees that they are there, if not what they do
        long used = session.one(
                "SELECT pg_catalog.count(*) AS v FROM pg_catalog.pg_stat_replication", row -> row.number("v"));
        String fact = used + " of " + most + " WAL senders are in use.";
        return used < most
                ? passed(fact)
                : found(
                        Severity.ERROR,
                        fact,
                        "ALTER SYSTEM SET max_wal_senders = " + (most + 5) + "; then restart the server.");
    }
}
