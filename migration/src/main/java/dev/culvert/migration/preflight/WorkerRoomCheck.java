package dev.culvert.migration.preflight;

import dev.culvert.migration.link.Link;
import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** Whether a server has room for one more subscription: its worker, and its origin. */
final class WorkerRoomCheck extends ServerCheck {
    private static final int WITH_ORIGIN_SETTING = 18;
    private final Subject subject;

    WorkerRoomCheck(ServerContext context, Subject subject) {
        super("room for a subscription", ErrorCode.PG_NO_FREE_WORKER, context);
        this.subject = subject;
    }

    @Override
    protected List<Finding> examine(Session session) {
        String originSetting = session.version().isAtLeast(WITH_ORIGIN_SETTING)
                ? "max_active_replication_origins"
                : "max_replication_slots";
        long workers = numericSetting(session, "max_logical_replication_workers");
        record Used(long origins, long subscriptions, boolean ours) {}
        Used used = session.one(
                """
                SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.pg_replication_origin) AS origins,
                       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_subscription AS s WHERE s.subenabled) AS enabled,
                       EXISTS (SELECT FROM pg_catalog.pg_subscription AS s WHERE pg_catalog.starts_with(s.subname, ?)) AS ours""",
                row -> new Used(row.number("origins"), row.number("enabled"), row.bool("ours")),
                Link.prefix(subject.name()) + "_");
        if (used.ours) {
            return passed("A subscription of this migration is there.");
        }
        List<Finding> findings = new ArrayList<>();
        shortOf(
                "logical replication workers",
                "max_logical_replication_workers",
                used.subscriptions,
                workers,
                findings);
        shortOf("replication origins", originSetting, used.origins, numericSetting(session, originSetting), findings);
        // the launcher is one of them, and parallel queries take from the same number
        shortOf(
                "worker processes",
                "max_worker_processes",
                used.subscriptions + 1,
                numericSetting(session, "max_worker_processes"),
                findings);
        return findings.isEmpty() ? passed("There is room for a worker and an origin.") : findings;
    }

    private void shortOf(String what, String setting, long used, long most, List<Finding> findings) {
        if (used >= most) {
            findings.addAll(found(
                    Severity.ERROR,
                    used + " of " + most + " " + what + " are in use.",
                    "ALTER SYSTEM SET " + setting + " = " + (most + 5) + "; then restart the server."));
        }
    }
}
