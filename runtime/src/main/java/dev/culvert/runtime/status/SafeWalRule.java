package dev.culvert.runtime.status;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.Amount;
import java.util.Optional;

/**
 * How near the server is to giving the slot up: {@code safe_wal_size} as a share of what {@code max_slot_wal_keep_size} leaves
 * the slot in all, a warning below a quarter, an error below a tenth. Where nothing bounds the WAL there is nothing to find.
 */
final class SafeWalRule implements AlertRule {
    private static final double WARNING = 0.25;
    private static final double ERROR = 0.10;

    @Override
    public Optional<AlertRule.Reading> read(StatusBoard board) {
        return board.slot().map(slot -> new Reading(slot.name(), slot.safeBytes(), slot.retainedBytes()));
    }

    private record Reading(String slot, Optional<Long> safeBytes, Optional<Long> retainedBytes)
            implements AlertRule.Reading {

        @Override
        public Alarm.Level level(double share) {
            if (safeBytes.isEmpty() || retainedBytes.isEmpty()) {
                return Alarm.Level.NONE;
            }
            double safe = Math.max(0, safeBytes.get());
            double left = safe / Math.max(1, safe + Math.max(0, retainedBytes.get()));
            if (left * share < ERROR) {
                return Alarm.Level.ERROR;
            }
            return left * share < WARNING ? Alarm.Level.WARNING : Alarm.Level.NONE;
        }

        @Override
        public Finding finding(Severity severity) {
            long safe = safeBytes.orElse(0L);
            long retained = retainedBytes.orElse(0L);
            return new Finding(
                    ErrorCode.WAL_RETAINED,
                    severity,
                    "slot \"" + slot + "\"",
                    "The server gives it up after " + Amount.bytes(safe) + " more WAL (safe_wal_size); it keeps "
                            + Amount.bytes(retained) + " for it now.",
                    "Give the pipeline room, if pg_wal has the space, before the slot is lost and every table must be"
                            + " copied again: " + KeepSize.statement(2 * (Math.max(0, safe) + retained)));
        }
    }
}
