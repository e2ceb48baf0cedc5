package dev.culvert.migration.lease;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * The right to change a migration: an advisory lock on each of its two servers, held by a session that does nothing else. It ends
 * with its sessions, so a killed Culvert has none.
 */
public final class Lease implements AutoCloseable {
    /** "Culm": the first half of the lock's key; the second is the checksum of the migration's name. */
    private static final int KEY_SPACE = 0x43756C6D;

    private static final String PURPOSE = "lease";

    /** A session's locks go a moment after its client: a command that has just ended is not at work. */
    private static final String PATIENCE = "3s";

    private final List<Session> sessions;

    private Lease(Session... sessions) {
        this.sessions = List.of(sessions);
    }

    /**
     * Takes it on both servers.
     *
     * @throws CulvertException {@link ErrorCode#MIGRATION_BUSY} if somebody has it
     */
    public static Lease take(Sites sites, String migration) {
        Session source = take(sites.source(), migration);
        try {
            return new Lease(source, take(sites.target(), migration));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Takes it on the target alone, for a command that must work while the source cannot be reached. */
    public static Lease takeOnTarget(Sites sites, String migration) {
        return new Lease(take(sites.target(), migration));
    }

    private static Session take(Site site, String migration) {
        Session session = site.open(SessionOptions.control(PURPOSE));
        try {
            // a host that is gone without a word gives it up within seconds
            session.list(
                    "SELECT pg_catalog.set_config('tcp_keepalives_idle', '2', false),"
                            + " pg_catalog.set_config('tcp_keepalives_interval', '1', false),"
                            + " pg_catalog.set_config('tcp_keepalives_count', '3', false),"
                            + " pg_catalog.set_config('lock_timeout', '" + PATIENCE + "', false)",
                    row -> true);
            lock(session, site, migration);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void lock(Session session, Site site, String migration) {
        try {
            session.list("SELECT pg_catalog.pg_advisory_lock(" + KEY_SPACE + ", " + key(migration) + ")", row -> true);
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(SqlStates.LOCK_NOT_AVAILABLE)) {
                throw e;
            }
            throw busy(site, migration, holder(session, migration));
        }
    }

    private static CulvertException busy(Site site, String migration, Optional<String> holder) {
        return new CulvertException(
                ErrorCode.MIGRATION_BUSY,
                "migration " + migration,
                "Another command works on it"
                        + holder.map(who -> " (" + who + " on the " + site.role() + ")")
                                .orElse("") + ".",
                Changed.NOTHING,
                "Wait for it, or end it; each command can be killed at any point and repeated.");
    }

    /** Who has it on the server of a session, for people, if anybody has. */
    public static Optional<String> holder(Session session, String migration) {
        return session.optional(
                """
                SELECT 'process ' || l.pid || coalesce(' from ' || pg_catalog.host(a.client_addr), '')
                       || coalesce(', since ' || a.backend_start::pg_catalog.text, '') AS who
                FROM pg_catalog.pg_locks AS l
                JOIN pg_catalog.pg_database AS d ON d.oid = l.database
                LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND d.datname = pg_catalog.current_database()
                  AND l.classid = ?::pg_catalog.oid AND l.objid = ?::pg_catalog.oid AND l.objsubid = 2""",
                row -> row.text("who"),
                Integer.toUnsignedLong(KEY_SPACE),
                Integer.toUnsignedLong(key(migration)));
    }

    private static int key(String migration) {
        CRC32 crc = new CRC32();
        crc.update(ByteBuffer.wrap(migration.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    /**
     * That it still holds on each server.
     *
     * @throws CulvertException as the lost session's
     */
    public void check() {
        sessions.forEach(session -> session.list("SELECT 1", row -> true));
    }

    @Override
    public void close() {
        sessions.forEach(Session::close);
    }
}
