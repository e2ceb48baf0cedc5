package dev.culvert.connector.replication;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Tells the server what is durable, and that we are there, while the handler blocks too: a stream that is not read would else be
 * ended by {@code wal_sender_timeout}. Has a thread of its own between {@link #start} and {@link #close}.
 */
final class Feedback implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** A server that is there answers at once. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    private final WalStream wal;
    private final Consumer<CulvertException> failed;
    private final ReplicationErrors errors;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean dirty;
    private boolean closed;

    /**
     * @param failed is told why the stream is over, on this thread
     * @param owner for whom it is done, in the thread's name
     */
    Feedback(WalStream wal, Consumer<CulvertException> failed, ReplicationErrors errors, String owner) {
        this.wal = wal;
        this.failed = failed;
        this.errors = errors;
        thread = new Thread(this::run, "culvert-feedback-" + owner);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void confirm(Lsn durable) {
        wal.confirm(durable);
        lock.lock();
        try {
            dirty = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (await()) {
                wal.sendStatus(true);
                if (wal.silence().compareTo(LONGEST_SILENCE) > 0) {
                    failed.accept(errors.silent(LONGEST_SILENCE.toSeconds()));
                    return;
                }
            }
            // in good order: the last word
            wal.sendStatus(false);
        } catch (CulvertException e) {
            failed.accept(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there is something to send: a new position, or a second has gone by. */
    private boolean await() throws InterruptedException {
        lock.lock();
        try {
            long remaining = INTERVAL.toNanos();
            while (!dirty && !closed && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            dirty = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Sends the last position, if the server takes it soon. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, 300);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
