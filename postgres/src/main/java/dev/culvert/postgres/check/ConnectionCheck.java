package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether an ordinary session comes about. */
final class ConnectionCheck extends ServerCheck {

    ConnectionCheck(ServerContext context) {
        super("connection", ErrorCode.PG_UNREACHABLE, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        record As(String role, boolean encrypted) {}
        As as = session.one(
                """
                SELECT current_user::pg_catalog.text AS role, COALESCE(s.ssl, false) AS encrypted
                FROM (SELECT 1) AS one
                LEFT JOIN pg_catalog.pg_stat_ssl AS s ON s.pid = pg_catalog.pg_backend_pid()""",
                row -> new As(row.text("role"), row.bool("encrypted")));
        return passed("Connected as \"" + as.role + "\", " + (as.encrypted ? "with" : "without") + " TLS.");
    }

    /** Here it is the finding itself. */
    @Override
    protected List<Finding> failed(CulvertException e) {
        return List.of(new Finding(e.code(), Severity.ERROR, context().server(), e.fact(), e.remedy()));
    }
}
