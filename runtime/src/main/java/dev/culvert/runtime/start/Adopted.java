package dev.culvert.runtime.start;

import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.Position;
import java.util.Optional;

/** Where a pipeline goes on in a slot that is there, without an offset record of its own. */
@FunctionalInterface
public interface Adopted {
    /** Such a slot stops the start. */
    Adopted NOTHING = slot -> Optional.empty();

    /** At what the slot's reader has confirmed, whoever that was. */
    Adopted CONFIRMED = slot -> Optional.of(Position.at(
            slot.confirmedFlushLsn()
                    .orElseThrow(() -> new CulvertException(
                            ErrorCode.SLOT_LOST,
                            "slot \"" + slot.name() + "\"",
                            "It has no confirmed_flush_lsn, so there is nothing to adopt.",
                            Changed.NOTHING,
                            "culvert slot drop " + slot.name() + " --url URL")),
            0));

    /** A boundary in it; empty to stop. */
    Optional<Position> in(SlotInfo slot);
}
