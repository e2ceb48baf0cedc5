package dev.culvert.connector.replication;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;

/**
 * Whether the server's process of a stream that says nothing is at work. A transaction of which nothing is published is decoded for as
 * long as it is large, and the server reads no question meanwhile, for half of {@code wal_sender_timeout}. To start over then would
 * only make it begin again, for ever.
 */
final class SenderAtWork {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Sessions sessions;
    private final String slot;
    private final int backend;

    /** @param backend the process that reads {@code slot} for us */
    SenderAtWork(Sessions sessions, String slot, int backend) {
        this.sessions = sessions;
        this.slot = slot;
        this.backend = backend;
    }

    /**
     * Asks in a session of its own. A process that waits for us, or for new WAL, would have answered; so is none that a network which
     * is gone hides, nor another's of the same number after a failover.
     */
    boolean ask() {
        SessionOptions options = SessionOptions.control("sender").withReadTimeout(PATIENCE);
        try (Session session = sessions.open(options)) {
            return new Slots(session).isReaderAtWork(slot, backend);
        } catch (CulvertException e) {
            return false;
        }
    }
}
