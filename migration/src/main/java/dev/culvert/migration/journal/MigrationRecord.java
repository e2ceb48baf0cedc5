package dev.culvert.migration.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * What the target remembers of a migration.
 *
 * @param name of the migration
 * @param sourceSystem system identifier of the source
 * @param sourceDatabase database of the source
 * @param epoch goes up with every attempt that changes something; a writer with an older one is refused
 * @param mark what was reached for good, such as {@code COPYING}, {@code STREAMING}, {@code SWITCHED}, {@code FINISHED},
 *     {@code CANCELLED}; the state is derived from it and from what the servers say
 * @param markedAt when, by the target's clock
 * @param verifiedAt when a verify without differences began, if there was one since the copy
 */
public record MigrationRecord(
        String name,
        String sourceSystem,
        String sourceDatabase,
        long epoch,
        String mark,
        Instant markedAt,
        Optional<Instant> verifiedAt) {}
