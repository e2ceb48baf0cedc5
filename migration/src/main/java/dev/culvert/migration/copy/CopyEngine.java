package dev.culvert.migration.copy;

import dev.culvert.migration.link.Link;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.ExportedSnapshot;
import dev.culvert.schemas.error.CulvertException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Copies tables from the publisher of a link to its subscriber, under the snapshot of the link's slot. Used once, by one thread;
 * {@link #stop} and {@link #abort} may come from any.
 */
public final class CopyEngine {
    private final Link link;
    private final CopyQueue queue;
    private final CopySessions sessions;
    private final CopyListener listener;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean aborted;

    /**
     * @param migration whose record is kept
     * @param snapshot stays the caller's, and is open while this runs
     * @param tables in the order in which they are begun; {@link CopyRecord#begin} has noted them
     */
    public CopyEngine(
            Link link, String migration, ExportedSnapshot snapshot, List<CopyTable> tables, CopyListener listener) {
        this.link = link;
        this.queue = new CopyQueue(tables);
        this.listener = listener;
        try (Session source = link.publisher().open("copy")) {
            this.sessions = new CopySessions(link, migration, SnapshotOwner.of(snapshot, source));
        }
    }

    /**
     * Returns when every table is there and {@link CopyListener#copied} has returned for it, or after {@link #stop}. After an error
     * what is committed stays, and every thread has ended.
     *
     * @param parallelism workers
     * @return whether all is there
     * @throws CulvertException {@code COPY_FAILED}, {@code COPY_SNAPSHOT_LOST}, {@code TABLE_RLS}, {@code MIGRATION_BUSY}, and
     *     what connecting throws
     */
    public boolean run(int parallelism) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= parallelism; i++) {
            Thread thread = new Thread(this::work, "culvert-copy-" + link.name() + "-" + i);
            thread.start();
            threads.add(thread);
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    // the workers write: they must have ended when this returns
                    interrupted = true;
                    abort();
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() instanceof RuntimeException error) {
            throw error;
        }
        if (failure.get() instanceof Error error) {
            throw error;
        }
        return queue.isDone();
    }

    /** A thread's boundary: whatever goes wrong in it is the run's to tell. */
    private void work() {
        try {
            new CopyWorker(queue, sessions, listener, this::ends).run();
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        }
    }

    private boolean ends() {
        return aborted || failure.get() != null;
    }

    /** Parts that are being copied end as usual, and no other is begun. */
    public void stop() {
        queue.stop();
    }

    /** Ends at once: every connection is dropped, as when this process is killed. */
    public void abort() {
        aborted = true;
        sessions.abort();
    }
}
