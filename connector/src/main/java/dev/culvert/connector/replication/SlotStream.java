package dev.culvert.connector.replication;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * An engine's hold on a slot: the connection, its stream and its feedback, from {@link #open} to {@link #close}. {@link #confirm},
 * {@link #received}, {@link #backend}, {@link #release} and {@link #close} may be called from any thread, at any time.
 */
public final class SlotStream implements AutoCloseable {
    /** How long a stream that is stopped may wait for the rest of a message. */
    private static final long REST_MILLIS = 1_000;

    private final Sessions sessions;
    private final String slot;
    private final String publication;
    private final AtomicReference<Session> session = new AtomicReference<>();
    private final AtomicReference<WalStream> wal = new AtomicReference<>();
    private final AtomicReference<Feedback> feedback = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<Lsn> durable = new AtomicReference<>(Lsn.ZERO);
    private volatile OptionalInt backend = OptionalInt.empty();

    public SlotStream(Sessions sessions, String slot, String publication) {
        this.sessions = sessions;
        this.slot = slot;
        this.publication = publication;
    }

    /**
     * Connects, waits for the slot, and starts the stream. On a thread that can be left behind: a server may not answer.
     *
     * @param start end of a commit record, or the slot's consistent point
     * @param stopped whether it is not wanted any more
     * @param failed is told why the stream is over if that is found out beside reading it; from another thread
     * @return empty if {@code stopped} became true before
     * @throws CulvertException {@code SLOT_IN_USE}, {@code SLOT_MISSING}, {@code SLOT_LOST}, {@code SLOT_AHEAD},
     *     {@code PUBLICATION_MISSING} and what a connect throws
     */
    public Optional<WalStream> open(Lsn start, BooleanSupplier stopped, Consumer<CulvertException> failed)
            throws InterruptedException {
        Abandonable<WalStream> connecting =
                new Abandonable<>("culvert-stream-connect", () -> connect(start, stopped, failed));
        try {
            return connecting.await(stopped);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CulvertException error ? error : broken(e.getCause());
        }
    }

    private CulvertException broken(Throwable cause) {
        return new CulvertException(
                ErrorCode.STREAM_BROKEN,
                "slot \"" + slot + "\"",
                "Starting the stream ended with " + cause.getClass().getSimpleName() + ".",
                Changed.POSITION_KEPT,
                "Nothing need be done: a running pipeline starts it again. If that does not help, report it.",
                cause);
    }

    private WalStream connect(Lsn start, BooleanSupplier stopped, Consumer<CulvertException> failed) {
        Session replication = sessions.openReplication(SessionOptions.replication("stream"));
        session.set(replication);
        backend = OptionalInt.of(replication.backendPid());
        if (closed.get()) {
            replication.abort();
        }
        ReplicationErrors errors = new ReplicationErrors(replication, slot, publication);
        new SlotGate(replication, errors).await(slot, publication, start, stopped);
        WalStream stream = WalStream.start(replication, errors, slot, publication, start);
        SenderAtWork sender = new SenderAtWork(sessions, slot, replication.backendPid());
        Feedback statuses =
                new Feedback(stream, sender, failed, errors, sessions.settings().owner(), Feedback.LONGEST_SILENCE);
        statuses.start();
        feedback.set(statuses);
        statuses.confirm(durable.get());
        wal.set(stream);
        return stream;
    }

    /** As {@link dev.culvert.connector.capture.CaptureEngine#confirm}. */
    public void confirm(Lsn lsn) {
        durable.accumulateAndGet(lsn, Lsn::max);
        Feedback statuses = feedback.get();
        if (statuses != null) {
            statuses.confirm(lsn);
        }
    }

    /** As {@link dev.culvert.connector.capture.CaptureEngine#received}. */
    public Lsn received() {
        WalStream stream = wal.get();
        return stream == null ? Lsn.ZERO : stream.received();
    }

    /** As {@link dev.culvert.connector.capture.CaptureEngine#backend}. */
    public OptionalInt backend() {
        return backend;
    }

    /**
     * Frees a reader that waits for the rest of a message which does not come, by ending the connection; one that does anything else is
     * not touched. To be repeated until it has gone on.
     */
    public void release() {
        WalStream stream = wal.get();
        Session replication = session.get();
        if (stream != null && replication != null && stream.isWaitingFor(REST_MILLIS)) {
            replication.abort();
        }
    }

    @Override
    public void close() {
        closed.set(true);
        Feedback statuses = feedback.get();
        if (statuses != null) {
            statuses.close();
        }
        Session replication = session.get();
        if (replication != null) {
            // closing in good order would wait for the end of a stream that has none
            replication.abort();
        }
    }
}
