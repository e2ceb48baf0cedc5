package dev.culvert.migration.copy;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Copies parts until there are none: one transaction on the source under the snapshot, and one on the target for each part. A
 * part that fails by what may pass is tried again for a while, with new sessions.
 */
final class CopyWorker {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final CopyQueue queue;
    private final CopySessions sessions;
    private final CopyListener listener;
    private final BooleanSupplier ends;
    private Optional<TablePart> current = Optional.empty();
    private boolean rowsAreThere;

    CopyWorker(CopyQueue queue, CopySessions sessions, CopyListener listener, BooleanSupplier ends) {
        this.queue = queue;
        this.sessions = sessions;
        this.listener = listener;
        this.ends = ends;
    }

    void run() {
        long failing = 0;
        while (queue.hasMore() && !ends.getAsBoolean()) {
            try {
                pass();
                failing = 0;
            } catch (CulvertException e) {
                boolean again = giveBack(e);
                long now = System.nanoTime();
                failing = failing == 0 ? now : failing;
                if (!again || ends.getAsBoolean() || now - failing > PATIENCE.toNanos()) {
                    throw current.map(part -> CopyErrors.of(part, e)).orElse(e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Whether it may be tried again. What failed after the rows were there is not the copy's to repeat. */
    private boolean giveBack(CulvertException e) {
        boolean again = CopyErrors.mayPass(e) && !rowsAreThere;
        if (again) {
            current.ifPresent(queue::giveBack);
        }
        return again;
    }

    /** Until there are no parts, or one fails. */
    private void pass() {
        current = Optional.empty();
        rowsAreThere = false;
        try (Session source = sessions.source();
                Session target = sessions.target()) {
            TableWriter writer = sessions.writer(target);
            source.transaction(() -> {
                sessions.snapshot().importInto(source);
                TableReader reader = new TableReader(source);
                while (next(writer)) {
                    copy(current.orElseThrow(), reader, writer);
                }
                return true;
            });
        }
    }

    private boolean next(TableWriter writer) {
        current = Optional.empty();
        while (writer.record().is(CopyRecord.Flag.PAUSED) && queue.hasMore() && !ends.getAsBoolean()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        current = ends.getAsBoolean() ? Optional.empty() : queue.next(writer::empty);
        return current.isPresent();
    }

    private void copy(TablePart part, TableReader reader, TableWriter writer) {
        reader.lock(part.table().id());
        writer.write(part, reader, listener::moved);
        rowsAreThere = true;
        if (queue.done(part)) {
            listener.copied(part.table().id());
            writer.record().ready(part.table().id());
        }
        rowsAreThere = false;
    }
}
