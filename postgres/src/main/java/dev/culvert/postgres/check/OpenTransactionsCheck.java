package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Transactions that have been open for long: a slot that is still to be made waits for each of them. */
final class OpenTransactionsCheck extends ServerCheck {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Optional<String> slot;
    private final Duration threshold;

    OpenTransactionsCheck(CheckContext context) {
        this(context, LONG);
    }

    OpenTransactionsCheck(CheckContext context, Duration threshold) {
        this(context, Optional.of(context.source().slot().name()), threshold);
    }

    /** Of a slot that is still to be made. */
    OpenTransactionsCheck(ServerContext context) {
        this(context, Optional.empty(), LONG);
    }

    /** @param slot if it is there, nothing waits */
    private OpenTransactionsCheck(ServerContext context, Optional<String> slot, Duration threshold) {
        super("open transactions", ErrorCode.PG_OPEN_TRANSACTION, context);
        this.slot = slot;
        this.threshold = threshold;
    }

    @Override
    protected List<Finding> examine(Session session) {
        if (slot.flatMap(new Slots(session)::find).isPresent()) {
            return passed("The slot exists, so nothing waits for open transactions.");
        }
        List<Finding> findings = new ArrayList<>(session.list(
                """
                SELECT p.gid, p.database, pg_catalog.date_trunc('second', p.prepared)::pg_catalog.text AS since
                FROM pg_catalog.pg_prepared_xacts AS p ORDER BY p.prepared""",
                row -> finding(
                        Severity.WARNING,
                        "prepared transaction " + row.text("gid"),
                        "It is prepared in database " + row.text("database") + " since " + row.text("since")
                                + "; making the slot waits for its end.",
                        "ROLLBACK PREPARED " + Literal.quote(row.text("gid"))
                                + "; or COMMIT PREPARED, in that database.")));
        Privileges privileges = new Privileges(session);
        if (!privileges.seesOtherSessions()) {
            findings.add(new Finding(
                    ErrorCode.CHECK_UNKNOWN,
                    Severity.UNKNOWN,
                    context().server(),
                    title() + ": the role does not see what other roles' sessions do.",
                    privileges.grantOfSeeingOtherSessions()));
        }
        findings.addAll(session.list(
                """
                SELECT a.pid, COALESCE(a.usename, '-') AS usename, a.state,
                       pg_catalog.date_trunc('second', a.xact_start)::pg_catalog.text AS since
                FROM pg_catalog.pg_stat_activity AS a
                WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()
                  AND a.xact_start < pg_catalog.clock_timestamp()
                      - pg_catalog.make_interval(secs => ?::pg_catalog.float8)
                ORDER BY a.xact_start""",
                row -> finding(
                        Severity.WARNING,
                        "process " + row.integer("pid"),
                        "Its transaction, of role " + row.text("usename") + ", is open since " + row.text("since")
                                + " ("
                                + row.optionalText("state").orElse("state unknown")
                                + "); making the slot waits for its end.",
                        "Wait, or: SELECT pg_terminate_backend(" + row.integer("pid") + ");"),
                threshold.toMillis() / 1000.0));
        return findings.isEmpty() ? passed("No transaction has been open for long.") : findings;
    }
}
