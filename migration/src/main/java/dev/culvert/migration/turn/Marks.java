package dev.culvert.migration.turn;

/** What the journal remembers as reached for good; see {@link dev.culvert.migration.journal.MigrationRecord#mark}. */
public final class Marks {
    /** Tables are being copied. */
    public static final String COPYING = "COPYING";
    /** The target follows the source. */
    public static final String STREAMING = "STREAMING";
    /** Followed by the number of the turn that is under way. */
    public static final String TURNING = "TURN ";
    /** The source follows the target. */
    public static final String SWITCHED = "SWITCHED";

    public static final String FINISHED = "FINISHED";
    public static final String CANCELLED = "CANCELLED";

    private Marks() {}
}
