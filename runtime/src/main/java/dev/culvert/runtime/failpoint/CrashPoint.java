package dev.culvert.runtime.failpoint;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A place in the protocol where the process can be made to die, for the crash sweep. Armed by the system property
 * {@code culvert.crash=<name>:<n>}: the n-th time that the place is reached, the JVM halts with status 137, with no shutdown
 * hook and nothing flushed. Without the property a call costs a comparison.
 */
public enum CrashPoint {
    /** A change is decoded, nothing of it is sent. */
    BEFORE_SEND,
    /** A change that is not the last of its PostgreSQL transaction is sent. */
    INSIDE_TRANSACTION,
    /** Rows and offset are about to be committed. */
    AFTER_SEND_BEFORE_COMMIT,
    /** A part of a large PostgreSQL transaction is durable. */
    AFTER_PART,
    /** Rows and offset are committed, the slot does not know. */
    AFTER_COMMIT_BEFORE_CONFIRM,
    /** The slot was told. */
    AFTER_CONFIRM,
    /** The offset record says that a slot will be made; it is not. */
    BEFORE_SLOT,
    /** The slot is made; no offset record says so. */
    AFTER_SLOT,
    /** A row of the snapshot is sent. */
    IN_SNAPSHOT,
    /** A checkpoint of the snapshot is durable. */
    AFTER_SNAPSHOT_CHECKPOINT,
    /** Every table is copied; the phase is still that of the snapshot. */
    SNAPSHOT_END,
    /** The offset record says which tables begin anew; the publication is as it was. */
    TABLES_ANNOUNCED,
    /** The publication has the tables as they will be; the offset record has those of before. */
    TABLES_PUBLISHED;

    private static final int STATUS_OF_KILL = 137;
    private static final CrashPoint ARMED;
    private static final AtomicLong LEFT = new AtomicLong();

    static {
        String property = System.getProperty("culvert.crash", "");
        CrashPoint armed = null;
        if (!property.isEmpty()) {
            String[] parts = property.split(":", 2);
            armed = valueOf(parts[0].toUpperCase(Locale.ROOT).replace('-', '_'));
            LEFT.set(parts.length == 2 ? Long.parseLong(parts[1]) : 1);
        }
        ARMED = armed;
    }

    /** Ends the process here if this place is armed and its turn has come. */
    public void reach() {
        if (this == ARMED && LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(STATUS_OF_KILL);
        }
    }
}
