package dev.culvert.connector.nativeengine;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.pgoutput.CapturedRelations;
import dev.culvert.connector.replication.SlotStream;
import dev.culvert.connector.replication.WalStream;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.error.CulvertException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Captures changes by reading the messages of pgoutput itself. A table that has another shape in the stream than before is followed, if
 * the {@link ShapeFollower} says how, or ends it with {@code SHAPE_CHANGED} or {@code KEY_CHANGED}, before its first row.
 *
 * <p>{@link #run} throws {@code SLOT_IN_USE}, {@code SLOT_MISSING}, {@code SLOT_LOST}, {@code SLOT_AHEAD},
 * {@code PUBLICATION_MISSING}, {@code SHAPE_CHANGED}, {@code KEY_CHANGED}, {@code VALUE_UNDECODABLE}, {@code STREAM_PROTOCOL},
 * {@code STREAM_BROKEN}, {@code PG_CONNECTION_LOST} and what a connect throws.
 */
public final class NativeEngine implements CaptureEngine {
    private static final long RELEASE_MILLIS = 200;

    private final SlotStream slot;
    private final CapturedRelations relations;
    private final AtomicReference<CulvertException> failure = new AtomicReference<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile boolean begun;
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * @param slot the slot's name
     * @param publication the publication's name
     * @param tables the captured tables with their published columns; others in the publication are passed over
     * @param follower is asked about tables that have another shape in the stream than before
     */
    public NativeEngine(
            Sessions sessions, String slot, String publication, List<TableSchema> tables, ShapeFollower follower) {
        this.slot = new SlotStream(sessions, slot, publication);
        this.relations = new CapturedRelations(tables, follower);
    }

    @Override
    public void run(Lsn start, ChangeHandler handler) {
        begun = true;
        try {
            Optional<WalStream> opened = slot.open(start, stopped::get, error -> failure.compareAndSet(null, error));
            if (opened.isPresent()) {
                deliver(opened.get(), new MessageDecoder(relations, handler), handler);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CulvertException e) {
            if (!stopped.get()) {
                throw e;
            }
            // told to stop, its session is gone: that is no error
        } finally {
            ended.countDown();
        }
    }

    private void deliver(WalStream stream, MessageDecoder decoder, ChangeHandler handler) throws InterruptedException {
        Thread self = Thread.currentThread();
        while (!stopped.get() && !self.isInterrupted()) {
            boolean something = poll(stream, decoder);
            CulvertException failed = failure.get();
            if (failed != null) {
                throw failed;
            }
            if (!something && !stopped.get()) {
                handler.idle();
            }
        }
    }

    private static boolean poll(WalStream stream, MessageDecoder decoder) throws InterruptedException {
        try {
            return stream.poll(decoder);
        } catch (SQLException e) {
            throw new IllegalStateException("the decoder speaks to no server", e);
        }
    }

    @Override
    public void confirm(Lsn durable) {
        slot.confirm(durable);
    }

    @Override
    public void stop() {
        if (stopped.compareAndSet(false, true) && begun) {
            Thread release = new Thread(this::releaseUntilEnded, "culvert-stream-release");
            release.setDaemon(true);
            release.start();
        }
    }

    /** A reader may hang in half a message: of a server that is gone, or behind a network that is. */
    private void releaseUntilEnded() {
        try {
            while (!ended.await(RELEASE_MILLIS, TimeUnit.MILLISECONDS)) {
                slot.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Lsn received() {
        return slot.received();
    }

    @Override
    public OptionalInt backend() {
        return slot.backend();
    }

    @Override
    public void close() {
        stopped.set(true);
        slot.close();
    }
}
