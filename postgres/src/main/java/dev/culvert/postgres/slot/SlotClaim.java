package dev.culvert.postgres.slot;

import dev.culvert.postgres.connection.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/**
 * Whose slot it is, of several instances of one pipeline. A slot tells its reader only while it is streamed: from its making to the
 * end of the first copy, which may take hours, and between two connections it is inactive, and another instance would take it for
 * free. So a running instance holds an advisory lock that stands for the slot, in a session of its own, from before its first
 * question to its end.
 */
public final class SlotClaim {
    /** "Culv": the first half of the lock's key; the second is the checksum of the slot's name. */
    private static final int KEY_SPACE = 0x43756C76;

    private static final Duration POLL = Duration.ofMillis(50);

    private final Session session;
    private final int key;

    /** @param session in the slot's database; what it takes, it has until it ends */
    public SlotClaim(Session session, String slot) {
        this.session = session;
        this.key = key(slot);
    }

    private static int key(String slot) {
        CRC32 crc = new CRC32();
        crc.update(ByteBuffer.wrap(slot.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    /**
     * Takes the claim, until the session ends. The server is told to notice within a minute that this side is gone.
     *
     * @param patience a holder that has just closed its session has it for a moment longer
     * @return whether it was free, or became free in time
     */
    public boolean take(Duration patience) {
        session.list(
                "SELECT pg_catalog.set_config('tcp_keepalives_idle', '30', false),"
                        + " pg_catalog.set_config('tcp_keepalives_interval', '10', false),"
                        + " pg_catalog.set_config('tcp_keepalives_count', '3', false)",
                row -> true);
        long deadline = System.nanoTime() + patience.toNanos();
        while (!tryTake()) {
            if (isOver(deadline)) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    /** Asks once; after {@link #take}, which told the server what it needs to know. */
    public boolean tryTake() {
        return session.one(
                        "SELECT pg_catalog.pg_try_advisory_lock(" + KEY_SPACE + ", " + key
                                + ")::pg_catalog.int4 AS taken",
                        row -> row.number("taken"))
                == 1;
    }

    /** Process id of the server's side of the session that has it. */
    public OptionalInt holder() {
        Optional<Long> pid = session.optional(
                """
                SELECT l.pid FROM pg_catalog.pg_locks AS l
                JOIN pg_catalog.pg_database AS d ON d.oid = l.database
                WHERE l.locktype = 'advisory' AND l.granted AND d.datname = pg_catalog.current_database()
                  AND l.classid = ?::pg_catalog.oid AND l.objid = ?::pg_catalog.oid AND l.objsubid = 2""",
                row -> row.number("pid"),
                Integer.toUnsignedLong(KEY_SPACE),
                Integer.toUnsignedLong(key));
        return pid.map(value -> OptionalInt.of(value.intValue())).orElse(OptionalInt.empty());
    }

    /**
     * Ends the session that has it, and takes it.
     *
     * @return whether it was had in time
     * @throws dev.culvert.schemas.error.CulvertException {@code PG_PRIVILEGE} without {@code pg_signal_backend}
     */
    public boolean takeOver(Duration patience) {
        OptionalInt holder = holder();
        if (holder.isPresent()) {
            session.list("SELECT pg_catalog.pg_terminate_backend(?)", row -> true, holder.getAsInt());
        }
        return take(patience);
    }

    /** An interrupted thread waits no longer; its flag stays set. */
    private static boolean isOver(long deadline) {
        return System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted();
    }
}
