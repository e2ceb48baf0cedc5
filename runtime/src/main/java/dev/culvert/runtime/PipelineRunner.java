package dev.culvert.runtime;

import dev.culvert.runtime.start.OwnBackends;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.runtime.start.TopicClaims;
import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusTicker;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.error.Recovery;
import dev.culvert.schemas.status.PipelinePhase;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one pipeline until it is told to stop, it reaches its end, or a person must decide. What may pass by itself is waited out
 * with back-off: each {@link Attempt} starts from the durable position and nothing else.
 *
 * <p>States, as the {@link StatusBoard} shows them: STARTING, of a standby instance STANDBY and STARTING again, then SNAPSHOT or STREAMING; from each of them RETRYING, which goes
 * back to STARTING; STOPPED and FAILED are final.
 */
public final class PipelineRunner {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineRunner.class);

    /** A start may meet tables that are changing just then; once more, they stand. */
    private static final int EARLY = 3;

    private final PipelineDefinition definition;
    private final RunOptions options;
    private final StatusView view;
    private final StatusBoard board;
    private final Clock clock;
    private final TopicClaims topics;
    private final OwnBackends ownBackends = new OwnBackends();
    private final Backoff backoff = new Backoff();
    private final CountDownLatch stopRequested = new CountDownLatch(1);

    private Attempt current;

    /**
     * @param definition with a url and a bootstrap: embedded servers are started, and their addresses filled in, by the caller
     * @param view is ticked once a second while the pipeline runs
     */
    public PipelineRunner(PipelineDefinition definition, RunOptions options, StatusView view, Clock clock) {
        this(definition, options, view, clock, new TopicClaims());
    }

    /**
     * As above, beside others of this process.
     *
     * @param topics what the others write to
     */
    public PipelineRunner(
            PipelineDefinition definition, RunOptions options, StatusView view, Clock clock, TopicClaims topics) {
        this.definition = definition;
        this.options = options;
        this.view = view;
        this.board = view.board();
        this.clock = clock;
        this.topics = topics;
    }

    /**
     * Runs on the calling thread; returns when it was told to stop or has reached its end.
     *
     * @throws CulvertException for what a person must decide, and for what may pass by itself if it never got as far as reading
     *     its position
     */
    public void run() {
        try (StatusTicker ticker = StatusTicker.start(view)) {
            LOG.debug("status by {}", ticker);
            attempts();
        }
    }

    private void attempts() {
        boolean everStarted = options.retryForever() || options.standby();
        boolean takeover = options.takeover();
        TableRequests tables = options.tables();
        int early = 0;
        while (!isStopping()) {
            // taken over once: whoever takes it over from us later is not fought
            Attempt attempt = begin(options.takeover(takeover).tables(tables));
            Optional<TableRequests> asked = Optional.empty();
            try {
                attempt.run();
                if (!attempt.isToBeginAgain()) {
                    break;
                }
                LOG.info("starting over: tables have come");
            } catch (CulvertException e) {
                everStarted |= attempt.hasStarted();
                if (isStopping() && mayPass(e)) {
                    break;
                }
                board.error(e);
                asked = attempt.mendedByCopying(e);
                if (asked.isPresent() && (attempt.hasStarted() || ++early < EARLY)) {
                    LOG.warn("{} {}: {} It is copied anew.", e.code().code(), e.object(), e.fact());
                    continue;
                }
                if (!mayPass(e) || !everStarted) {
                    board.phase(PipelinePhase.FAILED);
                    throw e;
                }
                if (attempt.madeProgress()) {
                    backoff.reset();
                }
                retryAfter(backoff.next(), e);
            } finally {
                if (attempt.hasStarted()) {
                    // the position says by now what was asked for
                    takeover = false;
                    tables = asked.orElse(TableRequests.NONE);
                    everStarted = true;
                    early = 0;
                }
                attempt.close();
            }
        }
        board.phase(PipelinePhase.STOPPED);
    }

    /**
     * A fenced producer may have been our own that stalled: starting over finds out, since it first asks whether the slot has a
     * live owner. A standby instance that finds one waits again. An address that led to a primary leads to a standby while a
     * failover is on.
     */
    private boolean mayPass(CulvertException e) {
        return e.code().recovery() == Recovery.RETRY
                || e.code() == ErrorCode.KAFKA_FENCED
                || e.code() == ErrorCode.PG_NOT_PRIMARY
                || options.standby() && e.code() == ErrorCode.SLOT_IN_USE;
    }

    /** Makes {@link #run} return soon, at a clean boundary; what is not whole is aborted and comes again. From any thread. */
    public void stop() {
        stopRequested.countDown();
        synchronized (this) {
            if (current != null) {
                current.stop();
            }
        }
    }

    private synchronized Attempt begin(RunOptions options) {
        current = new Attempt(definition, options, board, clock, ownBackends, topics);
        if (isStopping()) {
            current.stop();
        }
        return current;
    }

    private void retryAfter(Duration wait, CulvertException e) {
        board.restart();
        board.phase(PipelinePhase.RETRYING);
        board.waitingFor(
                "starting over in " + wait.toMillis() + " ms, after " + e.code().code() + " " + e.object());
        LOG.warn("{} {}: {} Starting over in {} ms.", e.code().code(), e.object(), e.fact(), wait.toMillis());
        try {
            if (stopRequested.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("told to stop while waiting");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopRequested.countDown();
        }
    }

    private boolean isStopping() {
        return stopRequested.getCount() == 0;
    }
}
