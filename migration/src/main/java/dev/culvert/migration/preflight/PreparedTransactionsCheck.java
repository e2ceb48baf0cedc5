package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Prepared transactions: they hold their locks through a fence and may commit whenever somebody says so. */
final class PreparedTransactionsCheck extends ServerCheck {
    PreparedTransactionsCheck(ServerContext context) {
        super("prepared transactions", ErrorCode.PG_PREPARED, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<Finding> open = session.list(
                """
                SELECT p.gid, p.database, pg_catalog.date_trunc('second', p.prepared)::pg_catalog.text AS since
                FROM pg_catalog.pg_prepared_xacts AS p ORDER BY p.prepared""",
                row -> finding(
                        Severity.ERROR,
                        "prepared transaction " + row.text("gid"),
                        "It is prepared in database " + row.text("database") + " since " + row.text("since")
                                + ", and its changes are seen by nobody until it is committed.",
                        "ROLLBACK PREPARED " + Literal.quote(row.text("gid"))
                                + "; or COMMIT PREPARED, in that database."));
        if (!open.isEmpty()) {
            return open;
        }
        return numericSetting(session, "max_prepared_transactions") == 0
                ? passed("There are none, and there can be none.")
                : found(
                        Severity.WARNING,
                        "max_prepared_transactions is " + setting(session, "max_prepared_transactions")
                                + ": somebody may use two-phase commit, and the cutover refuses while one is prepared.",
                        "Stop what uses two-phase commit (XA) before the cutover.");
    }
}
