package dev.culvert.runtime.start;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotClaim;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.SlotOwner;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits while the slot has a live owner, instead of refusing. It asks, and does not queue for the lock: a statement that waits
 * would hold back vacuum for as long.
 *
 * <p>An owner whose process has died is gone as soon as the server has seen the end of its connections. One that is suspended, or
 * whose machine is gone, has them still: it is taken for dead when nothing has come from it for {@code wal_sender_timeout}, which
 * is when the server ends its stream, and its sessions are ended then.
 */
public final class Standby {
    private static final Logger LOG = LoggerFactory.getLogger(Standby.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration TERMINATION = Duration.ofSeconds(20);

    /** An owner says something once a second; a machine under load is late. */
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(5);

    private static final Duration DEFAULT_SILENCE = Duration.ofSeconds(60);

    private final Session claiming;
    private final Slots slots;
    private final SlotClaim claim;
    private final String slot;
    private final StatusBoard board;
    private final CountDownLatch stop = new CountDownLatch(1);
    private long lookedAt = System.nanoTime() - LOOK.toNanos();

    /**
     * @param claiming in the slot's database; the slot is this instance's until it ends
     * @param board is told for whom is waited
     */
    public Standby(Session claiming, String slot, StatusBoard board) {
        this.claiming = claiming;
        this.slots = new Slots(claiming);
        this.claim = new SlotClaim(claiming, slot);
        this.slot = slot;
        this.board = board;
    }

    /** Ends {@link #await}. From any thread. */
    public void stop() {
        stop.countDown();
    }

    /**
     * Waits until nobody else has the slot, and claims it.
     *
     * @return whether it is ours; false if it was told to stop
     * @throws CulvertException what the session says; the wait begins anew with another one
     */
    public boolean await() {
        boolean claimed = claim.take(Duration.ZERO);
        while (!claimed || isRead()) {
            if (isToLook()) {
                look(claimed);
            }
            if (isStopped()) {
                return false;
            }
            claimed = claimed || claim.tryTake();
        }
        if (board.phase() == PipelinePhase.STANDBY) {
            LOG.info("slot \"{}\" has no owner any more: taking it", slot);
        }
        return true;
    }

    private boolean isRead() {
        return slots.find(slot).map(SlotInfo::active).orElse(false);
    }

    private boolean isToLook() {
        boolean due = System.nanoTime() - lookedAt >= LOOK.toNanos();
        if (due) {
            lookedAt = System.nanoTime();
        }
        return due;
    }

    private void look(boolean claimed) {
        if (board.phase() != PipelinePhase.STANDBY) {
            board.phase(PipelinePhase.STANDBY);
        }
        Optional<SlotInfo> info = slots.find(slot);
        info.map(StatusBoard.SlotSample::of).ifPresent(board::slot);
        OptionalInt reader = info.map(SlotInfo::activePid).orElse(OptionalInt.empty());
        OptionalInt pid = claimed ? reader : claim.holder();
        if (pid.isEmpty()) {
            return; // gone since
        }
        Optional<SlotOwner> owner = SlotOwner.find(claiming, pid.getAsInt());
        board.waitingFor("the owner of slot \"" + slot + "\" to end: "
                + owner.map(SlotOwner::toString).orElse("process " + pid.getAsInt() + " of the server"));
        if (!claimed) {
            owner.flatMap(SlotOwner::idle)
                    .filter(silence -> silence.compareTo(longestSilence()) > 0)
                    .ifPresent(silence -> end(owner.get(), silence));
        }
    }

    /** What the server allows a reader of the slot. */
    private Duration longestSilence() {
        Duration timeout = SlotOwner.longestSilence(claiming);
        if (timeout.isZero()) {
            return DEFAULT_SILENCE;
        }
        return timeout.compareTo(LEAST_SILENCE) > 0 ? timeout : LEAST_SILENCE;
    }

    private void end(SlotOwner owner, Duration silence) {
        LOG.warn(
                "nothing has come from {} for {} s: it is suspended or gone, and its sessions are ended",
                owner,
                silence.toSeconds());
        try {
            if (claim.takeOver(TERMINATION)) {
                slots.terminateOwner(slot, TERMINATION);
            }
        } catch (CulvertException e) {
            if (e.code() != ErrorCode.PG_PRIVILEGE) {
                throw e;
            }
            LOG.warn("{} {}: {} {}", e.code().code(), e.object(), e.fact(), e.remedy());
        }
    }

    private boolean isStopped() {
        try {
            return stop.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
