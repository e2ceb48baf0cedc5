package dev.culvert.connector.snapshot;

import dev.culvert.schemas.change.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Runs the copying threads and waits for all of them. The first error of one ends the others and is thrown. */
final class CopyThreads {
    private final CopyQueue queue;
    private final Supplier<SnapshotReader> readers;
    private final Lsn consistentPoint;
    private final String owner;
    private final BooleanSupplier stopped;
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

    /** @param owner for whom it is done, in the threads' names */
    CopyThreads(
            CopyQueue queue,
            Supplier<SnapshotReader> readers,
            Lsn consistentPoint,
            String owner,
            BooleanSupplier stopped) {
        this.queue = queue;
        this.readers = readers;
        this.consistentPoint = consistentPoint;
        this.owner = owner;
        this.stopped = stopped;
    }

    void run(int parallelism) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= parallelism; i++) {
            Thread thread = new Thread(this::copy, "culvert-snapshot-" + owner + "-" + i);
            thread.start();
            threads.add(thread);
        }
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    // the threads use the handler: they must have ended when this returns
                    interrupted = true;
                    failure.compareAndSet(null, new IllegalStateException("the snapshot's thread was interrupted"));
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }

    private boolean ends() {
        return stopped.getAsBoolean() || failure.get() != null;
    }

    /** A thread's boundary: whatever goes wrong in it, an Error too, is the run's to tell. */
    private void copy() {
        try (SnapshotReader reader = readers.get()) {
            SnapshotHandler.Worker worker = queue.worker();
            Optional<CopyQueue.Work> work = ends() ? Optional.empty() : queue.next();
            while (work.isPresent()) {
                if (!new PartCopy(work.get(), reader.session(), worker, this::ends).run(consistentPoint)) {
                    return;
                }
                queue.finished(work.get());
                work = queue.next();
            }
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        } catch (Error e) {
            failure.compareAndSet(null, new IllegalStateException("a copying thread failed", e));
            throw e;
        }
    }
}
