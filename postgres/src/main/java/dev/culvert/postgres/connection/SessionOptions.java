package dev.culvert.postgres.connection;

import java.time.Duration;

/**
 * What one session is for.
 *
 * @param purpose a word or two for {@code application_name}
 * @param readTimeout how long the server may be silent before the session counts as lost; zero means for ever
 * @param lockTimeout how long a statement may wait for a lock; zero means for ever
 * @param rowSecurity false makes the server refuse a query that row level security would cut short, instead of cutting it
 */
public record SessionOptions(String purpose, Duration readTimeout, Duration lockTimeout, boolean rowSecurity) {

    /** Short statements about the catalog: a silent server or a held lock is an error soon. */
    public static SessionOptions control(String purpose) {
        return new SessionOptions(purpose, Duration.ofSeconds(60), Duration.ofSeconds(20), true);
    }

    /** Reading much data: the server may think for long, and no row may be hidden. From 14 on, a statement ends with its client. */
    public static SessionOptions bulk(String purpose) {
        return new SessionOptions(purpose, Duration.ZERO, Duration.ofSeconds(60), false);
    }

    /** Replication: creating a slot waits for every open transaction, and a stream may be idle. */
    public static SessionOptions replication(String purpose) {
        return new SessionOptions(purpose, Duration.ZERO, Duration.ZERO, true);
    }

    public SessionOptions withReadTimeout(Duration timeout) {
        return new SessionOptions(purpose, timeout, lockTimeout, rowSecurity);
    }

    public SessionOptions withLockTimeout(Duration timeout) {
        return new SessionOptions(purpose, readTimeout, timeout, rowSecurity);
    }
}
