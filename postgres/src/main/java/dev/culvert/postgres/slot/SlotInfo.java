package dev.culvert.postgres.slot;

import dev.culvert.schemas.change.Lsn;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A replication slot, as {@code pg_replication_slots} tells of it. What is empty is unknown, or unknown to the server's version;
 * it never stands for zero or no (I11).
 *
 * @param name its name
 * @param plugin output plugin; empty for a physical slot
 * @param database its database; empty for a physical slot
 * @param temporary whether it goes with the session that made it
 * @param active whether a process holds it
 * @param activePid that process
 * @param restartLsn oldest WAL that it keeps; empty for a slot that never kept any or has lost it
 * @param confirmedFlushLsn up to where its reader has confirmed; empty for a physical slot and while it is being made
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}; empty where it keeps no WAL
 * @param safeWalBytes bytes that can still be written before it may lose WAL; negative if it already may; empty without a limit
 * @param retainedBytes bytes from {@code restartLsn} to the end of the WAL
 * @param conflicting whether it was invalidated by a conflict with recovery (16 and later)
 * @param invalidationReason why it is invalid (17 and later); empty while it is valid
 * @param failover whether standbys synchronise it (17 and later)
 * @param synced whether it is such a copy on a standby (17 and later)
 * @param inactiveSince since when nobody reads it (17 and later)
 */
public record SlotInfo(
        String name,
        Optional<String> plugin,
        Optional<String> database,
        boolean temporary,
        boolean active,
        OptionalInt activePid,
        Optional<Lsn> restartLsn,
        Optional<Lsn> confirmedFlushLsn,
        Optional<String> walStatus,
        OptionalLong safeWalBytes,
        OptionalLong retainedBytes,
        Optional<Boolean> conflicting,
        Optional<String> invalidationReason,
        Optional<Boolean> failover,
        Optional<Boolean> synced,
        Optional<Instant> inactiveSince) {

    /** Whether the server has removed WAL that it needs, or has invalidated it for another reason: it can never be read again. */
    public boolean isLost() {
        return walStatus.equals(Optional.of("lost"))
                || invalidationReason.isPresent()
                || conflicting.equals(Optional.of(true));
    }

    /** Whether it is a logical slot of {@code wantedPlugin} in {@code wantedDatabase}. */
    public boolean isOf(String wantedPlugin, String wantedDatabase) {
        return plugin.equals(Optional.of(wantedPlugin)) && database.equals(Optional.of(wantedDatabase));
    }
}
