package dev.culvert.runtime.status;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.Amount;
import java.util.Optional;

/** WAL that the slot holds back: a warning at half of {@code maxRetainedWal}, an error in full. */
final class RetainedWalRule implements AlertRule {
    private final long allowedBytes;

    RetainedWalRule(long allowedBytes) {
        this.allowedBytes = allowedBytes;
    }

    @Override
    public Optional<AlertRule.Reading> read(StatusBoard board) {
        return board.slot().flatMap(slot -> slot.retainedBytes()
                .map(retained -> new Reading(slot.name(), retained, allowedBytes)));
    }

    private record Reading(String slot, long retainedBytes, long allowedBytes) implements AlertRule.Reading {

        @Override
        public Alarm.Level level(double share) {
            if (retainedBytes >= share * allowedBytes) {
                return Alarm.Level.ERROR;
            }
            return retainedBytes >= share * allowedBytes / 2 ? Alarm.Level.WARNING : Alarm.Level.NONE;
        }

        @Override
        public Finding finding(Severity severity) {
            return new Finding(
                    ErrorCode.WAL_RETAINED,
                    severity,
                    "slot \"" + slot + "\"",
                    "The server keeps " + Amount.bytes(retainedBytes) + " of WAL for it; maxRetainedWal is "
                            + Amount.bytes(allowedBytes) + ".",
                    "Find what keeps the pipeline behind (culvert status FILE) and watch the free space of pg_wal."
                            + " maxRetainedWal only alerts: nothing but max_slot_wal_keep_size makes the server let go"
                            + " of WAL, and then the slot is lost: "
                            + KeepSize.statement(2 * allowedBytes));
        }
    }
}
