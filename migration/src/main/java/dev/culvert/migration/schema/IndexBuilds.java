package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes a table's indexes and constraints, indexes of one table side by side. An entry and the note that it is made are one
 * transaction. Safe for several threads.
 */
final class IndexBuilds implements AutoCloseable {
    private static final AtomicInteger THREADS = new AtomicInteger();

    private final TargetSessions sessions;
    private final String migration;
    private final ExecutorService executor;

    IndexBuilds(TargetSessions sessions, String migration, int parallelism) {
        this.sessions = sessions;
        this.migration = migration;
        this.executor = Executors.newFixedThreadPool(parallelism, work -> {
            Thread thread = new Thread(work, "culvert-index-" + THREADS.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Returns when all of them are there. */
    void build(TableId table) {
        List<EntryStore.Stored> alone = new ArrayList<>();
        List<EntryStore.Stored> together = new ArrayList<>();
        for (EntryStore.Stored entry : sessions.use(target -> new EntryStore(target, migration).open(table))) {
            (isPlainIndex(entry) ? together : alone).add(entry);
        }
        // a primary key takes the table for itself; comments want their index there
        alone.stream().filter(entry -> entry.kind().equals("CONSTRAINT")).forEach(this::make);
        if (together.size() > 1) {
            await(together.stream()
                    .map(entry -> executor.submit(() -> make(entry)))
                    .toList());
        } else {
            together.forEach(this::make);
        }
        alone.stream().filter(entry -> !entry.kind().equals("CONSTRAINT")).forEach(this::make);
    }

    /** One that takes no more than SHARE on its table; two that do more could wait for each other. */
    private static boolean isPlainIndex(EntryStore.Stored entry) {
        return entry.kind().equals("INDEX") && !entry.statements().contains("ALTER ");
    }

    private void make(EntryStore.Stored entry) {
        sessions.use(target -> {
            make(target, entry);
            return true;
        });
    }

    void make(Session target, EntryStore.Stored entry) {
        target.transaction(() -> {
            new EntryRunner(target, sessions.tablespaces())
                    .run(entry.object(), entry.statements(), entry.tablespace(), entry.accessMethod());
            new EntryStore(target, migration).done(entry);
            return true;
        });
    }

    private static void await(List<? extends Future<?>> builds) {
        RuntimeException first = null;
        for (Future<?> build : builds) {
            try {
                build.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RuntimeException cause)) {
                    throw new IllegalStateException(e.getCause());
                }
                first = first == null ? cause : first;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while indexes are built", e);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
