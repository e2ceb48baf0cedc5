package dev.culvert.runtime.start;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps the session of the claim while an attempt runs. A thread of its own says something in it once a second: a standby
 * instance sees by that whether this one still turns, and this one learns when the claim is gone.
 *
 * <p>What only the owner may do is done in that session too. Whoever takes over ends it first, so that an instance that was
 * suspended meanwhile, and wakes, can alter nothing: its statement fails with the session. Thread-safe.
 */
public final class ClaimKeeper implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final Session claiming;
    private final Consumer<CulvertException> lost;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param claiming has the claim
     * @param lost is told once when it is gone
     */
    public ClaimKeeper(String pipeline, Session claiming, Consumer<CulvertException> lost) {
        this.claiming = claiming;
        this.lost = lost;
        this.thread = new Thread(this::beat, "culvert-claim-" + pipeline);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void beat() {
        try {
            do {
                owning(session -> session.one("SELECT 1 AS beat", row -> row.number("beat")));
            } while (!stop.await(BEAT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CulvertException e) {
            if (stop.getCount() > 0) {
                lost.accept(e);
            }
        }
    }

    /** Does what only the owner may, in the session of the claim, which may be gone. */
    public synchronized <T> T owning(Function<Session, T> work) {
        return work.apply(claiming);
    }

    /** Ends the thread, and leaves the session as it is. */
    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(JOIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
