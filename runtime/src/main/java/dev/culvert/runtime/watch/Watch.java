package dev.culvert.runtime.watch;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.message.LogicalMessages;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with one session of its own. Once a second it samples the end of the WAL and the slot; at each heartbeat it compares
 * the catalog with the context of the position, which ends the stream if they differ, and then emits a message, so that an idle or
 * filtered stream advances. That its own session breaks is no reason to end the stream: it connects anew.
 */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final String slot;
    private final Look catalog;
    private final Duration heartbeat;
    private final StatusBoard board;
    private final Predicate<Session> look;
    private final Runnable end;
    private final Runnable everyTick;
    private final Consumer<CulvertException> fail;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    private Session session;
    private long lastHeartbeatNanos;

    /**
     * @param catalog compares the catalog with what the position is valid for
     * @param look is asked at each heartbeat whether the stream should end in good order, for another start to take something in
     * @param end ends it so
     * @param everyTick what else is done once a second
     * @param fail ends the stream for this reason
     */
    public Watch(
            String pipeline,
            Sessions sessions,
            String slot,
            Look catalog,
            Duration heartbeat,
            StatusBoard board,
            Predicate<Session> look,
            Runnable end,
            Runnable everyTick,
            Consumer<CulvertException> fail) {
        this.sessions = sessions;
        this.slot = slot;
        this.catalog = catalog;
        this.heartbeat = heartbeat;
        this.board = board;
        this.look = look;
        this.end = end;
        this.everyTick = everyTick;
        this.fail = fail;
        this.lastHeartbeatNanos = System.nanoTime();
        this.thread = new Thread(this::loop, "culvert-watch-" + pipeline);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void loop() {
        try {
            do {
                tick();
            } while (!stop.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CulvertException e) {
            // of what is done beside the looking: its code says whether starting over can help
            fail.accept(e);
        } catch (RuntimeException e) {
            // the thread's boundary: a stream that nobody watches must not go on
            LOG.debug("the watch failed", e);
            fail.accept(new CulvertException(
                    ErrorCode.INTERNAL,
                    "the watch of slot \"" + slot + "\"",
                    "It failed with " + e.getClass().getName() + ".",
                    Changed.POSITION_KEPT,
                    "Run again with -v and report what it says.",
                    e));
        } finally {
            closeSession();
        }
    }

    private void tick() {
        try {
            if (session == null) {
                session = sessions.open("watch");
            }
            sample(session);
            if (System.nanoTime() - lastHeartbeatNanos >= heartbeat.toNanos()) {
                lastHeartbeatNanos = System.nanoTime();
                heartbeat(session);
            }
        } catch (CulvertException e) {
            if (e.code() == ErrorCode.PG_SERVER_CHANGED || e.code() == ErrorCode.PUBLICATION_MISSING) {
                // the stream may still be read from a server that is the primary no more; and without the publication
                // a server goes on, from 18 on, without a word and without a change
                throw e;
            }
            LOG.debug("the watch could not look: {}", e.code().code());
            closeSession();
        }
        everyTick.run();
    }

    private void sample(Session on) {
        board.walEnd(ServerIdentity.flushedNow(on));
        new Slots(on).find(slot).ifPresent(info -> board.slot(StatusBoard.SlotSample.of(info)));
    }

    /** A publication or table that changed behind our back is a gap, or will be one. */
    private void heartbeat(Session on) {
        boolean good = false;
        if (look.test(on)) {
            end.run();
        } else {
            List<Finding> differences = catalog.differences(on);
            good = differences.isEmpty();
            if (!good) {
                fail.accept(CulvertException.of(differences, Changed.POSITION_KEPT));
            }
        }
        Lsn point = LogicalMessages.emit(on, LogicalMessages.HEARTBEAT, "");
        if (good) {
            catalog.passed(point);
        }
    }

    private void closeSession() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public void close() {
        stop.countDown();
        try {
            thread.join(JOIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
