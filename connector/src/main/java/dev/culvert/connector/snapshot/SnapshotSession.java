package dev.culvert.connector.snapshot;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.slot.ExportedSnapshot;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.change.Lsn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One snapshot and the copying of tables under it. Used once: {@link #createSlot} or {@link #repeat}, then {@link #copy},
 * then {@link #close}; all on one thread. {@link #stop} and {@link #progress} may be called from any.
 *
 * <p>The snapshot is always one that a logical slot was built with. Such a snapshot is made from the WAL: it also sees a commit
 * that is in the WAL but waits for a synchronous standby, which an ordinary snapshot does not. A row of such a commit would be
 * in neither an ordinary snapshot nor the stream that starts after it.
 */
public final class SnapshotSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSession.class);

    private final Sessions sessions;
    private final Object lock = new Object();
    private final List<Session> open = new ArrayList<>();
    private boolean stopped;
    private volatile OptionalInt backend = OptionalInt.empty();
    private Optional<ExportedSnapshot> exported = Optional.empty();
    private volatile Optional<CopyQueue> queue = Optional.empty();

    public SnapshotSession(Sessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Makes the permanent slot and exports its snapshot, in one step. Waits for every transaction that is open in the server.
     *
     * @param patience for each of those; zero means for ever. Given up in good order: no slot is left
     * @return the slot's consistent point, where its stream starts: what the snapshot does not see, the stream delivers
     * @throws dev.culvert.schemas.error.CulvertException what {@link Slots#createExporting(Sessions, SlotRequest, Duration)}
     *     says; {@code SNAPSHOT_FAILED} if it was stopped
     */
    public Lsn createSlot(SlotRequest request, Duration patience) {
        return export(request, patience);
    }

    /**
     * Exports a snapshot for copying tables again whose slot is there already, from before. It comes with a temporary slot,
     * which goes with this object. What was committed before the point is to be taken from the permanent slot's stream first:
     * see {@link dev.culvert.schemas.change.TransactionBegin#commitLsn}.
     *
     * @return the point that the rows are from
     */
    public Lsn repeat(Duration patience) {
        String name = "culvert_snapshot_" + UUID.randomUUID().toString().replace("-", "");
        return export(SlotRequest.temporary(name), patience);
    }

    private Lsn export(SlotRequest request, Duration patience) {
        if (exported.isPresent()) {
            throw new IllegalStateException("a snapshot is exported already");
        }
        Session replication = register(
                sessions.openReplication(SessionOptions.replication("snapshot").withLockTimeout(patience)));
        backend = OptionalInt.of(replication.backendPid());
        try {
            exported = Optional.of(Slots.createExporting(replication, request));
            return consistentPoint();
        } catch (RuntimeException e) {
            throw isStopped() ? SnapshotErrors.stopped(sessions) : e;
        }
    }

    /**
     * The point that the snapshot is of.
     *
     * @throws IllegalStateException before a snapshot is exported
     */
    public Lsn consistentPoint() {
        return exported.orElseThrow(() -> new IllegalStateException("no snapshot is exported"))
                .consistentPoint();
    }

    /**
     * Copies the tables, one after the other, each by as many sessions as there are, and returns when all of it is handed over.
     * Every table is locked in ACCESS SHARE mode before the first row is read, until the end: VACUUM FULL would move rows from one
     * range to another, and TRUNCATE and an ALTER TABLE that rewrites would take them out of the snapshot.
     *
     * @param parallelism sessions that copy at the same time
     * @return whether all was copied; false if it was stopped before
     * @throws dev.culvert.schemas.error.CulvertException {@code SNAPSHOT_FAILED}, {@code PG_CONNECTION_LOST},
     *     {@code PG_PRIVILEGE}, {@code TABLE_RLS}, {@code TABLE_MISSING}, {@code SHAPE_CHANGED}
     */
    public boolean copy(List<SnapshotTable> tables, int parallelism, SnapshotHandler handler) {
        ExportedSnapshot snapshot = exported.orElseThrow(() -> new IllegalStateException("no snapshot is exported"));
        if (isStopped()) {
            return false;
        }
        try (CopyPlanner planner = new CopyPlanner(openBulk(), openControl(), snapshot, parallelism)) {
            planner.lock(tables);
            CopyQueue copies = new CopyQueue(tables, planner, handler);
            queue = Optional.of(copies);
            new CopyThreads(
                            copies,
                            () -> SnapshotReader.open(openBulk(), snapshot),
                            consistentPoint(),
                            sessions.settings().owner(),
                            this::isStopped)
                    .run(parallelism);
            return copies.isDone();
        } catch (RuntimeException e) {
            if (isStopped()) {
                return false;
            }
            throw SnapshotErrors.of(e, sessions);
        }
    }

    /** Process id of the server's side of the connection that makes the slot; empty before there was one. */
    public OptionalInt backend() {
        return backend;
    }

    /** How far each table is, in the order of the copy; empty before it. */
    public List<SnapshotProgress> progress() {
        return queue.map(CopyQueue::progress).orElse(List.of());
    }

    private Session openBulk() {
        return register(sessions.open(SessionOptions.bulk("snapshot")));
    }

    private Session openControl() {
        return register(sessions.open("snapshot catalog"));
    }

    private Session register(Session session) {
        synchronized (lock) {
            if (!stopped) {
                open.add(session);
                return session;
            }
        }
        session.close();
        throw SnapshotErrors.stopped(sessions);
    }

    private boolean isStopped() {
        synchronized (lock) {
            return stopped;
        }
    }

    /** Makes a running call return soon, and later ones do nothing. From any thread; repeating it does nothing. */
    public void stop() {
        List<Session> running;
        synchronized (lock) {
            if (stopped) {
                return;
            }
            stopped = true;
            running = List.copyOf(open);
        }
        // a server that is frozen answers no cancel request: then only the socket's end helps
        Thread canceller = new Thread(() -> running.forEach(SnapshotSession::cancel), "culvert-snapshot-cancel");
        canceller.setDaemon(true);
        canceller.start();
        try {
            canceller.join(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.forEach(Session::abort);
    }

    private static void cancel(Session session) {
        try {
            session.cancel();
        } catch (RuntimeException e) {
            LOG.debug("a COPY could not be cancelled, its connection is dropped instead: {}", e.getMessage());
        }
    }

    /** Ends every session: the snapshot's export, and with it a temporary slot. A permanent slot stays. */
    @Override
    public void close() {
        List<Session> remaining;
        synchronized (lock) {
            remaining = List.copyOf(open);
            open.clear();
            stopped = true;
        }
        remaining.forEach(Session::close);
    }
}
