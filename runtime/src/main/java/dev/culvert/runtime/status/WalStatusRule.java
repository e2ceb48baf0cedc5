package dev.culvert.runtime.status;

import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.Optional;

/**
 * The server's own word: {@code unreserved} means that the next checkpoint may remove what the slot needs, {@code lost} that
 * one has.
 */
final class WalStatusRule implements AlertRule {
    private static final String UNRESERVED = "unreserved";
    private static final String LOST = "lost";

    @Override
    public Optional<AlertRule.Reading> read(StatusBoard board) {
        return board.slot()
                .map(slot -> new Reading(
                        slot.name(), slot.walStatus(), slot.retainedBytes().orElse(0L)));
    }

    private record Reading(String slot, String walStatus, long retainedBytes) implements AlertRule.Reading {

        @Override
        public Alarm.Level level(double share) {
            return walStatus.equals(UNRESERVED) || walStatus.equals(LOST) ? Alarm.Level.ERROR : Alarm.Level.NONE;
        }

        @Override
        public Finding finding(Severity severity) {
            if (walStatus.equals(LOST)) {
                return new Finding(
                        ErrorCode.SLOT_LOST,
                        severity,
                        "slot \"" + slot + "\"",
                        "The server removed WAL that it needs (wal_status=lost).",
                        "The tables must be copied again: culvert run FILE --resnapshot '*.*'");
            }
            return new Finding(
                    ErrorCode.WAL_RETAINED,
                    severity,
                    "slot \"" + slot + "\"",
                    "It needs more WAL than max_slot_wal_keep_size allows (wal_status=" + walStatus
                            + "); the next checkpoint may remove it.",
                    "Raise the limit at once, if pg_wal has the space: " + KeepSize.statement(2 * retainedBytes));
        }
    }
}
