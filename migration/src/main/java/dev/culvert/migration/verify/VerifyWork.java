package dev.culvert.migration.verify;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Several tables at a time. */
final class VerifyWork {
    private final Supplier<Session> publisher;
    private final Supplier<Session> subscriber;
    private final Settling settling;
    private final VerifyOptions options;
    private final VerifyStore store;
    private final VerifyRun run;
    private final Map<TableId, Long> changes;
    private final Map<TableId, String> unable = new ConcurrentHashMap<>();
    private final Queue<Session> open = new ConcurrentLinkedQueue<>();
    private long end = Long.MAX_VALUE;
    private boolean ends;

    VerifyWork(
            Supplier<Session> publisher,
            Supplier<Session> subscriber,
            Settling settling,
            VerifyOptions options,
            VerifyStore store,
            VerifyRun run,
            Map<TableId, Long> changes) {
        this.publisher = publisher;
        this.subscriber = subscriber;
        this.settling = settling;
        this.options = options;
        this.store = store;
        this.run = run;
        this.changes = Map.copyOf(changes);
    }

    /** No table is begun, and none goes on, after this instant of {@link System#nanoTime}. */
    VerifyWork until(long nanoTime) {
        end = nanoTime;
        ends = true;
        return this;
    }

    /** Compares them, from where each was left; which ones could not be compared, and why. */
    Map<TableId, String> run(List<VerifyTable> tables, Map<TableId, VerifyStore.Part> done) {
        Queue<VerifyTable> queue = new ConcurrentLinkedQueue<>(tables);
        List<Thread> threads = new ArrayList<>();
        List<RuntimeException> defects = new ArrayList<>();
        for (int i = 0; i < Math.min(options.parallelism(), tables.size()); i++) {
            Thread thread = new Thread(() -> work(queue, done), "culvert-verify-" + i);
            thread.setUncaughtExceptionHandler((failed, e) -> {
                synchronized (defects) {
                    defects.add(e instanceof RuntimeException defect ? defect : new IllegalStateException(e));
                }
            });
            thread.start();
            threads.add(thread);
        }
        join(threads);
        synchronized (defects) {
            if (!defects.isEmpty()) {
                throw defects.get(0);
            }
        }
        return Map.copyOf(unable);
    }

    private void join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    if (ends) {
                        long left = (end - System.nanoTime()) / 1_000_000;
                        thread.join(Math.max(1, left));
                        if (left <= 0) {
                            stop(threads);
                        }
                    } else {
                        thread.join();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                    stop(threads);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A statement that reads a large table must not go on for minutes. */
    private void stop(List<Thread> threads) {
        threads.forEach(Thread::interrupt);
        for (Session each : open) {
            try {
                each.cancel();
            } catch (CulvertException e) {
                // it has ended, and so has its statement
            }
        }
    }

    private void work(Queue<VerifyTable> queue, Map<TableId, VerifyStore.Part> done) {
        try (Session here = publisher.get();
                Session there = subscriber.get()) {
            open.add(here);
            open.add(there);
            for (VerifyTable table = queue.poll(); table != null; table = queue.poll()) {
                compare(table, done.get(table.id()), here, there);
                if (!here.isOpen() || !there.isOpen()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // told to end: what was not done is not in the store
            Thread.currentThread().interrupt();
        }
    }

    private void compare(VerifyTable table, VerifyStore.Part before, Session here, Session there)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long counted = before == null ? changes.getOrDefault(table.id(), 0L) : before.changes();
        try {
            new TableVerify(
                            table,
                            here,
                            there,
                            settling,
                            options,
                            (part, upTo, last, rows, moving, differences) -> store.write(
                                    run,
                                    table.id(),
                                    new VerifyStore.Part(part, upTo, last, rows, moving, counted),
                                    differences))
                    .run(before == null ? 0 : before.part() + 1, before == null ? List.of() : before.upTo());
        } catch (CulvertException e) {
            unable.put(table.id(), e.code().code() + ": " + e.fact());
        }
    }
}
