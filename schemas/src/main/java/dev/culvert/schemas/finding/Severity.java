package dev.culvert.schemas.finding;

/** How bad a finding is. */
public enum Severity {
    /** Looked at, and good. */
    PASSED,
    /** Worth knowing. */
    INFO,
    /** Works now; may not later, or not as well. */
    WARNING,
    /** Could not be checked; the fact says why. */
    UNKNOWN,
    /** Will not work, or is not safe. */
    ERROR
}
