package dev.culvert.connector.replication;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the server what is durable, and that we are there, while the handler blocks too: a stream that is not read would else be
 * ended by {@code wal_sender_timeout}. Has a thread of its own between {@link #start} and {@link #close}.
 */
final class Feedback implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** A server that is there answers at once, unless it is at work. */
    static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(Feedback.class);

    private final WalStream wal;
    private final SenderAtWork sender;
    private final Consumer<CulvertException> failed;
    private final ReplicationErrors errors;
    private final Duration longestSilence;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean dirty;
    private boolean closed;

    /**
     * @param sender is asked about when nothing comes
     * @param failed is told why the stream is over, on this thread
     * @param owner for whom it is done, in the thread's name
     * @param longestSilence of a server that is not at work
     */
    Feedback(
            WalStream wal,
            SenderAtWork sender,
            Consumer<CulvertException> failed,
            ReplicationErrors errors,
            String owner,
            Duration longestSilence) {
        this.longestSilence = longestSilence;
        this.wal = wal;
        this.sender = sender;
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
                // once more: it may have answered while it was asked about
                if (isSilent() && !isAtWork() && isSilent()) {
                    failed.accept(errors.silent(longestSilence.toSeconds()));
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

    private boolean isSilent() {
        return wal.silence().compareTo(longestSilence) > 0;
    }

    private boolean isAtWork() {
        if (!sender.ask()) {
            return false;
        }
        LOG.info(
                "The server has sent nothing for {} s, and is at work: it decodes a large transaction of which nothing is captured.",
                longestSilence.toSeconds());
        wal.listenAnew();
        return true;
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
