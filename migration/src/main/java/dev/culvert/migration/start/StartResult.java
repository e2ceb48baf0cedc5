package dev.culvert.migration.start;

/** How a start went. */
public enum StartResult {
    /** Every table streams, and has caught up once. */
    STREAMING,
    /**
     * As {@link #STREAMING}; but the role is no superuser of the target, so the statement that made the subscription, with the
     * source's password in it, could not be kept out of the target's log.
     */
    STREAMING_PASSWORD_LOGGED,
    /** It was stopped before. */
    STOPPED
}
