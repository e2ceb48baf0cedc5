package dev.culvert.schemas.error;

/** What kind of failure an error is; decides the exit code. */
public enum Category {
    /** Failed at run time. */
    RUNTIME(1),
    /** Wrong usage, an invalid definition, a table or file that is not there. */
    USAGE(2),
    /** Something around us: unreachable, authentication, permission. */
    ENVIRONMENT(3),
    /** Refused by a safety gate; nothing was changed. */
    REFUSED(4),
    /** Verification found differences. */
    DIFFERENCES(5),
    /** The outcome cannot be known; a person must look (I11). */
    UNKNOWN(7);

    private final int exitCode;

    Category(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
