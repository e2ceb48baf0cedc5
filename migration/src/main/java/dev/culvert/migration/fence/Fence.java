package dev.culvert.migration.fence;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.ApplicationName;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The session that closes a side. One transaction from its first lock to its commit; nothing here begins a second one after that, so
 * a transaction that was lost cannot be taken for the one that holds the locks. For one thread at a time.
 */
public final class Fence implements AutoCloseable {
    /** In {@code application_name}, so that whoever must end a fence finds it. */
    public static final String PURPOSE = "fence";

    private static final List<String> SETTINGS = List.of(
            // a host or cable that is gone is noticed by the server in two seconds, also while it waits for nothing
            "tcp_keepalives_idle = 1",
            "tcp_keepalives_interval = 1",
            "tcp_keepalives_count = 2",
            "tcp_user_timeout = 2000");

    private final Session session;
    private String began = "";

    private Fence(Session session) {
        this.session = session;
    }

    /** Opens the session; takes no lock yet. */
    public static Fence open(Site site) {
        Session session = site.open(
                SessionOptions.control(PURPOSE).withLockTimeout(Duration.ZERO).withReadTimeout(Duration.ofSeconds(30)));
        try {
            SETTINGS.forEach(setting -> session.update("SET " + setting));
            if (session.version().isAtLeast(14)) {
                // a client that is gone while its statement waits for a lock
                session.update("SET client_connection_check_interval = '500ms'");
            }
            preferAutovacuumToYield(session);
            return new Fence(session);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Autovacuum is asked to yield by whoever has waited for {@code deadlock_timeout}; only superusers may shorten it. */
    private static void preferAutovacuumToYield(Session session) {
        try {
            session.update("SET deadlock_timeout = '10ms'");
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
        }
    }

    public int pid() {
        return session.backendPid();
    }

    /**
     * Tries to have all locks within a time.
     *
     * @param tables all of them; each only itself, not what is below it
     * @param attempt for the whole of it; below the smallest {@code deadlock_timeout}, an application never sees a deadlock
     * @param life how long the session may then be idle before the server ends it
     * @return whether they were had; if not, nothing is held
     */
    public boolean tryLock(Collection<TableId> tables, Duration attempt, Duration life) {
        session.update("BEGIN ISOLATION LEVEL READ COMMITTED");
        try {
            session.update("SET LOCAL statement_timeout = " + millis(attempt));
            session.update("LOCK TABLE "
                    + tables.stream()
                            .map(table -> "ONLY " + QualifiedName.quote(table))
                            .collect(Collectors.joining(", "))
                    + " IN EXCLUSIVE MODE");
            session.update(
                    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = " + millis(life));
            began = session.one("SELECT pg_catalog.now()::pg_catalog.text AS began", row -> row.text("began"));
            return true;
        } catch (CulvertException e) {
            if (!WAITED_TOO_LONG.contains(SqlStates.of(e))) {
                throw e;
            }
            session.update("ROLLBACK");
            return false;
        }
    }

    private static final List<String> WAITED_TOO_LONG =
            List.of(SqlStates.QUERY_CANCELED, SqlStates.LOCK_NOT_AVAILABLE, SqlStates.DEADLOCK_DETECTED);

    /**
     * Proves that the locks are still held, and lets the session live for {@code life} from now on.
     *
     * @throws CulvertException {@link ErrorCode#CUTOVER_FENCE_LOST}
     */
    public void renew(Duration life) {
        String now;
        try {
            // one round trip: it is made before every step while clients wait
            now = session.one(
                    """
                    SELECT pg_catalog.now()::pg_catalog.text AS began,
                      pg_catalog.set_config('idle_in_transaction_session_timeout', ?, true) AS life""",
                    row -> row.text("began"),
                    Long.toString(millis(life)));
        } catch (CulvertException e) {
            throw lost(e);
        }
        if (began.isEmpty() || !began.equals(now)) {
            throw lost(null);
        }
    }

    private CulvertException lost(Throwable cause) {
        return new CulvertException(
                ErrorCode.CUTOVER_FENCE_LOST,
                session.toString(),
                "The session that held the tables has ended, so others may have written since.",
                Changed.NOTHING,
                "Nothing was decided; the old side takes writes. Find out who ended it, and try again.",
                cause);
    }

    /** The session, for what must be in the transaction of the locks. */
    public Session session() {
        return session;
    }

    /**
     * Ends the transaction for good. Whether it did is asked from another session: a server may answer COMMIT of a failed
     * transaction with success, and an answer may be lost.
     */
    public void commit() {
        session.update("COMMIT");
    }

    /** Gives the locks back; nothing is left of what was done in the transaction. */
    @Override
    public void close() {
        session.close();
    }

    /**
     * Ends every fence of a migration on a server, and waits until the last one is gone: from then on it is certain whether it has
     * committed.
     *
     * @param control a session with that server
     * @return whether all were gone in time
     */
    public static boolean end(Session control, String migration, Duration patience) {
        String name = ApplicationName.of(migration, PURPOSE).value();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            boolean gone = control.list(
                            """
                            SELECT pg_catalog.pg_terminate_backend(a.pid) AS told FROM pg_catalog.pg_stat_activity AS a
                            WHERE a.application_name = ? AND a.datname = pg_catalog.current_database()
                              AND a.pid <> pg_catalog.pg_backend_pid()""",
                            row -> true,
                            name)
                    .isEmpty();
            if (gone) {
                return true;
            }
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            Pauses.of(Duration.ofMillis(10));
        }
    }

    private static long millis(Duration duration) {
        return Math.max(1, duration.toMillis());
    }

    static CulvertException blocked(Session session, Duration budget) {
        return new CulvertException(
                ErrorCode.CUTOVER_BLOCKED,
                session.toString(),
                "The tables could not be locked within " + budget.toMillis() + " ms.",
                Changed.NOTHING,
                "Look for what holds locks for long: SELECT pid, state, query_start, application_name FROM pg_stat_activity"
                        + " WHERE backend_xid IS NOT NULL; or give cutover.maxWritePause more time.");
    }
}
