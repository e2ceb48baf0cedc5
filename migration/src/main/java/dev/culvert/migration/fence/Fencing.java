package dev.culvert.migration.fence;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Getting the fence's locks: behind a pooler that is paused they are had at once; among direct writers a polite attempt starves, so
 * after a few the sessions in the way are ended.
 */
public final class Fencing {
    private static final int POLITE_ATTEMPTS = 3;
    private static final Duration POLITE = Duration.ofMillis(200);
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofMillis(5);

    private final Fence fence;
    private final Session control;
    private final Blockers blockers;

    /** @param control another session with the fence's server */
    public Fencing(Fence fence, Session control, String migration) {
        this.fence = fence;
        this.control = control;
        this.blockers = new Blockers(control, migration);
    }

    /**
     * @param attempts how often it was tried
     * @param terminated sessions that were ended
     */
    public record Result(int attempts, int terminated) {}

    /**
     * Has the locks when it returns.
     *
     * @param budget for all attempts together, and the life of the session afterwards
     * @throws dev.culvert.schemas.error.CulvertException {@code CUTOVER_BLOCKED}; then nothing is held
     */
    public Result take(Collection<TableId> tables, Duration budget) {
        long deadline = System.nanoTime() + budget.toNanos();
        for (int attempt = 1; attempt <= POLITE_ATTEMPTS; attempt++) {
            Duration left = left(deadline);
            if (fence.tryLock(tables, min(POLITE, left), left)) {
                return new Result(attempt, 0);
            }
            Pauses.of(min(BETWEEN, left(deadline)));
        }
        int terminated = force(tables, deadline, budget);
        return new Result(POLITE_ATTEMPTS + 1, terminated);
    }

    private int force(Collection<TableId> tables, long deadline, Duration budget) {
        Duration left = left(deadline);
        // the LOCK statement waits in its own thread, while this one ends whom it waits for
        ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread named = new Thread(work, "culvert-fence");
            named.setDaemon(true);
            return named;
        });
        AtomicInteger terminated = new AtomicInteger();
        try {
            int pid = fence.pid();
            CompletableFuture<Boolean> locked =
                    CompletableFuture.supplyAsync(() -> fence.tryLock(tables, left, left), thread);
            while (!locked.isDone()) {
                terminated.addAndGet(blockers.terminate(pid));
                Pauses.of(LOOK);
            }
            if (!Futures.value(locked)) {
                throw Fence.blocked(control, budget);
            }
            return terminated.get();
        } finally {
            thread.shutdownNow();
        }
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
