package dev.culvert.postgres.connection;

/**
 * A server's version, and what follows from it. Since 10 the number is major * 10000 + minor.
 *
 * @param number {@code server_version_num}
 */
public record ServerVersion(int number) implements Comparable<ServerVersion> {

    public static final int OLDEST_MAJOR = 13;
    public static final int NEWEST_MAJOR = 18;

    public int major() {
        return number / 10000;
    }

    public int minor() {
        return number % 10000;
    }

    public boolean isAtLeast(int major) {
        return major() >= major;
    }

    /** Whether Culvert is made for and tested with this major version. */
    public boolean isSupported() {
        return major() >= OLDEST_MAJOR && major() <= NEWEST_MAJOR;
    }

    /** Publications with column lists. */
    public boolean hasColumnLists() {
        return isAtLeast(15);
    }

    /** Publications with row filters. */
    public boolean hasRowFilters() {
        return isAtLeast(15);
    }

    /** Publications of whole schemas. */
    public boolean hasSchemaPublications() {
        return isAtLeast(15);
    }

    /** Scans of a range of ctids that read only that range. */
    public boolean hasCtidRangeScan() {
        return isAtLeast(14);
    }

    /** {@code rtrim} of bytea. */
    public boolean hasByteTrim() {
        return isAtLeast(14);
    }

    /** Options in parentheses in CREATE_REPLICATION_SLOT. */
    public boolean hasSlotOptionList() {
        return isAtLeast(15);
    }

    /** Slots that standbys synchronise. */
    public boolean hasFailoverSlots() {
        return isAtLeast(17);
    }

    /** {@code pg_replication_slots.conflicting}. */
    public boolean hasSlotConflicting() {
        return isAtLeast(16);
    }

    /** {@code pg_replication_slots.invalidation_reason}. */
    public boolean hasSlotInvalidationReason() {
        return isAtLeast(17);
    }

    /** {@code pg_replication_slots.inactive_since}. */
    public boolean hasSlotInactiveSince() {
        return isAtLeast(17);
    }

    /** Stored generated columns can be published. */
    public boolean publishesGeneratedColumns() {
        return isAtLeast(18);
    }

    /** Logical messages in the stream of pgoutput. */
    public boolean streamsLogicalMessages() {
        return isAtLeast(14);
    }

    /** pgoutput can send binary values and transactions in progress. */
    public boolean streamsInProgress() {
        return isAtLeast(14);
    }

    /** Slots that are invalidated by a time of idleness. */
    public boolean hasIdleSlotTimeout() {
        return isAtLeast(18);
    }

    @Override
    public int compareTo(ServerVersion other) {
        return Integer.compare(number, other.number);
    }

    /** Such as {@code 18.6}. */
    @Override
    public String toString() {
        return major() + "." + minor();
    }
}
