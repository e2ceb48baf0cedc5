package dev.culvert.runtime.status;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.Amount;
import java.util.Optional;

/** A slot that nobody reads, and that retains WAL all the same. */
final class InactiveSlotRule implements AlertRule {
    private static final long WORTH_A_WORD = 1L << 30;

    @Override
    public Optional<AlertRule.Reading> read(StatusBoard board) {
        return board.slot().map(Reading::new);
    }

    private record Reading(StatusBoard.SlotSample slot) implements AlertRule.Reading {

        @Override
        public Alarm.Level level(double share) {
            boolean retains = slot.retainedBytes().orElse(0L) > share * WORTH_A_WORD;
            return !slot.active() && retains ? Alarm.Level.WARNING : Alarm.Level.NONE;
        }

        @Override
        public Finding finding(Severity severity) {
            return new Finding(
                    ErrorCode.SLOT_INACTIVE,
                    severity,
                    "slot \"" + slot.name() + "\"",
                    "Nobody reads it, and the server keeps "
                            + Amount.bytes(slot.retainedBytes().orElse(0L)) + " of WAL for it.",
                    "Start the pipeline (culvert run FILE), or give it up for good (culvert destroy FILE).");
        }
    }
}
