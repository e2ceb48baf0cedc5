package dev.culvert.connector.replication;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What must hold of slot and publication before a stream is started, told with better words than the server's. */
public final class SlotGate {
    /** How long a reader that has just gone may still hold the slot. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(50);

    private final Session session;
    private final ReplicationErrors errors;

    /** @param session a replication session with nothing exported or streaming */
    public SlotGate(Session session, ReplicationErrors errors) {
        this.session = session;
        this.errors = errors;
    }

    /**
     * Waits a little for the slot to be free.
     *
     * @throws CulvertException {@code SLOT_MISSING}, {@code SLOT_LOST}, {@code SLOT_AHEAD}, {@code SLOT_IN_USE},
     *     {@code PUBLICATION_MISSING}
     */
    public void await(String slot, String publication, Lsn start, BooleanSupplier stopped) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        SlotInfo info = look(slot, start);
        while (info.active() && !stopped.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                String reader = info.activePid().isPresent()
                        ? "Process " + info.activePid().getAsInt() + " reads it."
                        : "A process reads it.";
                throw errors.slotInUse(reader, null);
            }
            LockSupport.parkNanos(POLL.toNanos());
            info = look(slot, start);
        }
        if (!new Publications(session).exists(publication)) {
            throw errors.publicationMissing();
        }
    }

    private SlotInfo look(String slot, Lsn start) {
        SlotInfo info = new Slots(session).find(slot).orElseThrow(errors::slotMissing);
        if (info.isLost()) {
            throw errors.slotLost(
                    "The server has invalidated it: wal_status "
                            + info.walStatus().orElse("unknown")
                            + info.invalidationReason()
                                    .map(reason -> ", " + reason)
                                    .orElse("") + ".",
                    null);
        }
        info.confirmedFlushLsn().filter(confirmed -> confirmed.isAfter(start)).ifPresent(confirmed -> {
            // I6: the server would start at the slot's position without a word
            throw new CulvertException(
                    ErrorCode.SLOT_AHEAD,
                    "slot \"" + slot + "\" on " + session,
                    "Its confirmed_flush_lsn is " + confirmed + ", the stored position is " + start + ".",
                    Changed.NOTHING,
                    "Somebody else has advanced it; what lies between is gone. culvert run FILE --resnapshot '*.*'"
                            + " makes the slot again and copies every table anew.");
        });
        return info;
    }
}
