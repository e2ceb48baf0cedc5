package dev.culvert.runtime.start;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotClaim;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks whether the slot has a live owner, before anything else: {@code initTransactions} would fence a healthy one.
 *
 * <p>A reader that has just died holds its slot for a moment longer, and one whose network was cut until the server notices, so
 * the question is asked again for a while.
 */
public final class SlotOwnership {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration TERMINATION = Duration.ofSeconds(20);

    private final Slots slots;
    private final SlotClaim claim;
    private final String slot;

    /** @param claiming in the slot's database; the slot is this instance's until it ends */
    public SlotOwnership(Session claiming, String slot) {
        this.slots = new Slots(claiming);
        this.claim = new SlotClaim(claiming, slot);
        this.slot = slot;
    }

    /**
     * @param takeover end a live owner
     * @param ours process ids of our own earlier sessions, which are ended without asking
     * @return the slot, free; empty if there is none
     * @throws CulvertException {@link ErrorCode#SLOT_IN_USE}
     */
    public Optional<SlotInfo> requireFree(boolean takeover, OwnBackends ours) {
        claim(takeover, ours);
        Optional<SlotInfo> found = slots.find(slot);
        if (found.isEmpty() || !found.get().active()) {
            ours.clear();
            return found;
        }
        boolean own = found.get().activePid().isPresent()
                && ours.contains(found.get().activePid().getAsInt());
        if (takeover || own) {
            slots.terminateOwner(slot, TERMINATION);
            return slots.find(slot);
        }
        if (slots.awaitFree(slot, PATIENCE)) {
            return slots.find(slot);
        }
        throw inUse("Process " + found.get().activePid().orElse(0)
                + " of the server is reading it, and was still after " + PATIENCE.toSeconds()
                + " s: another instance of this pipeline runs, or somebody else took its slot.");
    }

    private void claim(boolean takeover, OwnBackends ours) {
        if (claim.take(takeover ? Duration.ZERO : PATIENCE)) {
            return;
        }
        OptionalInt holder = claim.holder();
        boolean own = holder.isPresent() && ours.contains(holder.getAsInt());
        if (!(takeover || own) || !claim.takeOver(TERMINATION)) {
            throw inUse("Process " + holder.orElse(0) + " of the server holds it for another instance of this pipeline,"
                    + " and still did after " + PATIENCE.toSeconds() + " s.");
        }
    }

    private CulvertException inUse(String fact) {
        return new CulvertException(
                ErrorCode.SLOT_IN_USE,
                "slot \"" + slot + "\"",
                fact,
                Changed.NOTHING,
                "Stop the other one, or take over from it: culvert run FILE --takeover");
    }
}
