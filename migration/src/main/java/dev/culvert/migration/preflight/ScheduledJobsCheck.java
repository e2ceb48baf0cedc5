package dev.culvert.migration.preflight;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Jobs of pg_cron: rows of a table, that a server runs whichever side is open. */
final class ScheduledJobsCheck extends ServerCheck {
    private final Site.Role side;

    ScheduledJobsCheck(ServerContext context, Site.Role side) {
        super("jobs of pg_cron", ErrorCode.SCHEDULED_JOBS, context);
        this.side = side;
    }

    @Override
    protected List<Finding> examine(Session session) {
        boolean installed = session.one(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_extension AS e WHERE e.extname = 'pg_cron') AS there",
                row -> row.bool("there"));
        if (!installed) {
            return passed("pg_cron is not installed in the database.");
        }
        // its oldest versions have no such column
        List<String> active = session.list(
                """
                SELECT j.jobid::pg_catalog.text AS id FROM cron.job AS j
                WHERE coalesce(pg_catalog.to_jsonb(j) OPERATOR(pg_catalog.->>) 'active', 'true') = 'true' ORDER BY j.jobid""",
                row -> row.text("id"));
        if (active.isEmpty()) {
            return passed("No job of pg_cron is active.");
        }
        return found(
                Severity.WARNING,
                "Jobs " + Names.of(active) + " of pg_cron are active on the " + side + ". "
                        + (side == Site.Role.SOURCE
                                ? "They are copied as inactive, so that the target does not run them while it is closed;"
                                        + " after a cutover the source goes on with them, and what they write is refused."
                                : "Until the cutover what they write there is refused; after a rollback too."),
                "Directly before a cutover, on the side that will be closed: UPDATE cron.job SET active = false; after it, on"
                        + " the side that was opened: UPDATE cron.job SET active = true WHERE jobid IN (...);");
    }
}
