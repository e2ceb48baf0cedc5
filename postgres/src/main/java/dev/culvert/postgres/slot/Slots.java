package dev.culvert.postgres.slot;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The replication slots of a server. For one thread at a time, as its session is. */
public final class Slots {
    private static final Duration TERMINATION_PAUSE = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Session session;

    /** @param session an ordinary session */
    public Slots(Session session) {
        this.session = session;
    }

    /** Every slot of the server, by name. */
    public List<SlotInfo> list() {
        return session.list(SlotQuery.sql(session.version()) + " ORDER BY s.slot_name COLLATE \"C\"", SlotQuery::read);
    }

    /** The slot of this name, if there is one. */
    public Optional<SlotInfo> find(String name) {
        return session.optional(SlotQuery.sql(session.version()) + " WHERE s.slot_name = ?", SlotQuery::read, name);
    }

    /** The newest WAL that the slot's reader was sent, if one reads it and our user may see that. */
    public Optional<Lsn> sent(SlotInfo slot) {
        if (slot.activePid().isEmpty()) {
            return Optional.empty();
        }
        return session.optional(
                        """
                        SELECT r.sent_lsn::pg_catalog.text AS lsn
                        FROM pg_catalog.pg_stat_replication AS r WHERE r.pid = ?""",
                        row -> row.optionalLsn("lsn"),
                        slot.activePid().getAsInt())
                .flatMap(lsn -> lsn);
    }

    /**
     * Makes a slot and exports the snapshot of its first instant. Waits for every transaction that is open in the server.
     *
     * @param sessions opens the session that then belongs to the result
     * @param patience for each transaction that must be waited for; zero means for ever. Given up in good order: no slot is left
     * @throws CulvertException {@link ErrorCode#SLOT_EXISTS}, {@link ErrorCode#PG_NO_FREE_SLOT}, {@link ErrorCode#PG_WAL_LEVEL},
     *     {@link ErrorCode#PG_PRIVILEGE}, {@link ErrorCode#PG_OUTPUT_PLUGIN}, or {@link ErrorCode#PG_SQL} with
     *     {@link SqlStates#LOCK_NOT_AVAILABLE} when the patience is at its end
     */
    public static ExportedSnapshot createExporting(Sessions sessions, SlotRequest request, Duration patience) {
        Session replication =
                sessions.openReplication(SessionOptions.replication("snapshot").withLockTimeout(patience));
        try {
            return createExporting(replication, request);
        } catch (RuntimeException e) {
            replication.close();
            throw e;
        }
    }

    /**
     * As above, in a session that the caller opened and may {@link Session#cancel} from another thread; its lock timeout is the
     * patience. It belongs to the result.
     */
    public static ExportedSnapshot createExporting(Session replication, SlotRequest request) {
        return creating(
                request,
                () -> replication.one(
                        request.command(replication.version(), true),
                        row -> new ExportedSnapshot(
                                row.text("slot_name"),
                                row.lsn("consistent_point"),
                                row.text("snapshot_name"),
                                replication)));
    }

    /** Makes a slot and exports nothing; its consistent point. A temporary one lives as long as {@code replication}. */
    public static Lsn create(Session replication, SlotRequest request) {
        return creating(
                request,
                () -> replication.one(
                        request.command(replication.version(), false), row -> row.lsn("consistent_point")));
    }

    private static <T> T creating(SlotRequest request, Supplier<T> create) {
        try {
            return create.get();
        } catch (CulvertException e) {
            throw SlotErrors.ofCreating(request.name(), e);
        }
    }

    /**
     * Drops a slot that nobody reads. A reader that has just left may hold it a little longer: that is waited for.
     *
     * @param patience how long to wait for it to be free
     * @return whether there was one
     * @throws CulvertException {@link ErrorCode#SLOT_IN_USE}
     */
    public boolean drop(String name, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return dropOnce(name);
            } catch (CulvertException e) {
                if (!SqlStates.of(e).equals(SqlStates.OBJECT_IN_USE)) {
                    throw e;
                }
                if (isOver(deadline)) {
                    throw SlotErrors.inUse(name, find(name));
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
    }

    private boolean dropOnce(String name) {
        try {
            // the function refuses a slot in use at once, and one that is gone drops no row
            return !session.list(
                            """
                            SELECT pg_catalog.pg_drop_replication_slot(slot_name)
                            FROM pg_catalog.pg_replication_slots WHERE slot_name = ?""",
                            row -> true,
                            name)
                    .isEmpty();
        } catch (CulvertException e) {
            if (SqlStates.of(e).equals(SqlStates.UNDEFINED_OBJECT)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Ends the process that reads a slot, and waits until the slot is free.
     *
     * @return whether there was one
     * @throws CulvertException {@link ErrorCode#PG_PRIVILEGE} without {@code pg_signal_backend},
     *     {@link ErrorCode#SLOT_IN_USE} if the slot is not free when the patience is at its end
     */
    public boolean terminateOwner(String name, Duration patience) {
        OptionalInt owner = find(name).map(SlotInfo::activePid).orElse(OptionalInt.empty());
        if (owner.isEmpty()) {
            return false;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        do {
            // by the first one, a reader whose client takes nothing any more hangs in telling it so; the second one
            // ends it
            session.list("SELECT pg_catalog.pg_terminate_backend(?)", row -> true, owner.getAsInt());
            if (awaitFree(name, TERMINATION_PAUSE)) {
                return true;
            }
        } while (!isOver(deadline) && find(name).map(SlotInfo::activePid).equals(Optional.of(owner)));
        throw SlotErrors.inUse(name, find(name));
    }

    /** Waits until nobody reads a slot; whether that came about in time. A slot that is not there is free. */
    public boolean awaitFree(String name, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (find(name).map(SlotInfo::active).orElse(false)) {
            if (isOver(deadline)) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    /** An interrupted thread waits no longer; its flag stays set. */
    private static boolean isOver(long deadline) {
        return System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted();
    }

    /**
     * Whether the process that reads a slot is at work: it waits neither for its client nor for new WAL.
     *
     * @param pid the process; another one's work does not count
     */
    public boolean isReaderAtWork(String name, int pid) {
        return session.one(
                """
                SELECT EXISTS (
                    SELECT 1 FROM pg_catalog.pg_replication_slots AS s
                    JOIN pg_catalog.pg_stat_activity AS a ON a.pid = s.active_pid
                    WHERE s.slot_name = ?::pg_catalog.name AND s.active_pid = ?
                        AND COALESCE(a.wait_event_type, '') NOT IN ('Activity', 'Client')) AS busy""",
                row -> row.bool("busy"),
                name,
                pid);
    }
}
