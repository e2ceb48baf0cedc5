package dev.culvert.migration.cutover;

import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.closing.UserTables;
import dev.culvert.migration.drain.Drain;
import dev.culvert.migration.fence.Fence;
import dev.culvert.migration.fence.Fencing;
import dev.culvert.migration.fence.TableShapes;
import dev.culvert.migration.gate.Gates;
import dev.culvert.migration.gate.Ground;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.sequence.SequenceTransfer;
import dev.culvert.migration.settle.Completing;
import dev.culvert.migration.settle.GivingBack;
import dev.culvert.migration.settle.Settlement;
import dev.culvert.migration.settle.Stage;
import dev.culvert.migration.turn.Decisions;
import dev.culvert.migration.turn.Turn;
import dev.culvert.migration.wayback.WayBack;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.CutoverDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn, in either direction. The caller has the lease and opened the sessions; nothing else uses them meanwhile. For one thread.
 *
 * <p>Until the decision, the COMMIT of the fence session, whatever fails gives the old side back; after it there is only forward.
 */
public final class Cutover {
    private static final Logger LOG = LoggerFactory.getLogger(Cutover.class);
    private static final Duration USUAL_SILENCE = Duration.ofSeconds(60);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private final Stage stage;
    private final Turn turn;
    private final CutoverDefinition definition;
    private final Session oldSide;
    private final Session newSide;
    private final Journal journal;
    private final Guard guard;
    private final CutoverOptions options;
    private final CutoverListener listener;
    private final StepLog steps;
    private final Record record;

    /**
     * @param stage with both sides within reach, and the journal, whose epoch has begun
     * @param guard ends the turn if this process cannot
     */
    public Cutover(
            Stage stage, CutoverDefinition definition, Guard guard, CutoverOptions options, CutoverListener listener) {
        this.stage = stage;
        this.turn = stage.turn();
        this.definition = definition;
        this.oldSide = stage.oldSide().orElseThrow(() -> new IllegalArgumentException("the old side is needed"));
        this.newSide = stage.newSide().orElseThrow(() -> new IllegalArgumentException("the new side is needed"));
        this.journal = stage.journal().orElseThrow(() -> new IllegalArgumentException("the journal is needed"));
        this.guard = guard;
        this.options = options;
        this.listener = listener;
        this.steps = new StepLog(journal, listener);
        this.record = new Record(turn, journal.epoch());
    }

    /**
     * Makes the turn.
     *
     * @return the certificate; of a rehearsal, what it would have said
     * @throws CulvertException {@link ErrorCode#CUTOVER_GATE} and others of the gates; {@code CUTOVER_BLOCKED},
     *     {@code CUTOVER_FENCE_LOST}, {@code CUTOVER_NOT_DRAINED}, {@code CUTOVER_CATALOG_CHANGED}, {@code CUTOVER_TIME}, and what
     *     the servers and poolers say: the old side takes writes. {@code CUTOVER_INCOMPLETE}: only forward.
     *     {@code CUTOVER_UNKNOWN}: a person must look
     */
    public Certificate run() {
        // before the gates compare both catalogs: making the way back waits for every transaction of the new side's
        // server, and a table that is made meanwhile is unknown to it
        TableShapes shapes = TableShapes.read(oldSide);
        try {
            steps.run(CutoverStep.GATES, this::gates);
            // what is armed is found again by its name: nothing of it needs the journal to be undone
            journal.mark(turn.deciding());
        } catch (CulvertException e) {
            guard.close(); // nothing was made that it could end
            throw e;
        }
        WritePause pause;
        try {
            steps.run(CutoverStep.ARM, this::arm);
            pause = hold(shapes);
        } catch (CulvertException e) {
            throw giveBack(e);
        }
        if (options.rehearse()) {
            record.writePause(pause.elapsed());
            giveBackOrThrow("the rehearsal is over");
            guard.close();
            return record.certificate("rehearsed", steps.steps(), oldSide, newSide);
        }
        complete(pause);
        guard.close();
        return record.certificate(turn.forward() ? "switched" : "rolled back", steps.steps(), oldSide, newSide);
    }

    private void gates() {
        Ground ground = Ground.of(stage, definition);
        List<Finding> findings = Gates.look(ground);
        listener.gates(findings);
        Gates.require(stage.title(), findings);
        record.verifiedAt(ground.record().flatMap(known -> known.verifiedAt()));
    }

    /** I9: the way back is there before anybody can need it. */
    private void arm() {
        new Closing(oldSide).prepare();
        decisions(oldSide).prepare();
        stage.back().ifPresent(back -> new WayBack(back, newSide, oldSide).arm(replicated()));
        Gates.require(stage.title(), stage.traffic().prepareProbe(turn.newSide().role()));
    }

    private List<TableId> replicated() {
        TreeSet<TableId> tables = new TreeSet<>();
        for (Link link : stage.live()) {
            new LinkPublisher(link, oldSide).published().ifPresent(tables::addAll);
        }
        return List.copyOf(tables);
    }

    /** From the pause to the decision. */
    private WritePause hold(TableShapes shapes) {
        Drain drain = new Drain(stage.live(), oldSide, newSide);
        SequenceTransfer sequences = new SequenceTransfer(oldSide, newSide, sessions());
        sequences.observe();
        drain.observe();
        // to make the way back may take minutes; and with the locks once more
        requireOpen();
        stage.back().ifPresent(back -> new WayBack(back, newSide, oldSide).skipWhatIsThere());
        try (Fence fence = Fence.open(turn.oldSide())) {
            steps.run(CutoverStep.GUARD, () -> guard.pausing(turn, journal.epoch(), definition.maxWritePause()));
            WritePause pause = new WritePause(definition.maxWritePause());
            limit(pause.leftForDecision());
            journal.inHaste(true);
            steps.run(CutoverStep.PAUSE, () -> stage.traffic()
                    .pause(turn.newSide().role(), pause.leftForDecision().dividedBy(2)));
            step(pause, fence, CutoverStep.FENCE, () -> fence(fence, shapes, pause));
            step(pause, fence, CutoverStep.TOKENS, drain::send);
            step(pause, fence, CutoverStep.SEQUENCES, () -> record.sequences(sequences.transfer()));
            step(pause, fence, CutoverStep.DRAIN, () -> record.drained(drain.await(pause.leftForDecision())));
            step(pause, fence, CutoverStep.STOP, this::stop);
            if (!options.rehearse()) {
                makeReady(pause, fence, CutoverStep.DECIDE);
                steps.runDecision(() -> decide(fence, shapes, pause));
            }
            return pause;
        } finally {
            limit(USUAL_SILENCE);
        }
    }

    /** Each step is made only if there is time, and while the fence holds. */
    private void step(WritePause pause, Fence fence, CutoverStep step, Runnable effect) {
        makeReady(pause, fence, step);
        steps.run(step, effect);
    }

    private void makeReady(WritePause pause, Fence fence, CutoverStep step) {
        pause.check(step.word());
        limit(pause.leftForDecision());
        if (step != CutoverStep.FENCE) {
            fence.renew(pause.left());
        }
    }

    /**
     * A server that is silent for longer than the pause may take is as good as gone. A session that does not take the limit is broken,
     * and says so when it is used: here it would make a failure of what is decided already.
     */
    private void limit(Duration silence) {
        quietly(() -> readTimeout(oldSide, silence));
        quietly(() -> readTimeout(newSide, silence));
        quietly(() -> journal.silence(silence));
    }

    private static void readTimeout(Session session, Duration silence) {
        if (session.isOpen()) {
            session.readTimeout(silence);
        }
    }

    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (CulvertException broken) {
            LOG.debug("a session takes no timeout: {}", broken.fact());
        }
    }

    private void fence(Fence fence, TableShapes before, WritePause pause) {
        List<TableId> tables = UserTables.of(oldSide);
        Fencing.Result result = new Fencing(fence, oldSide, turn.migration()).take(tables, pause.leftForDecision());
        record.fenced(tables.size(), result.terminated());
        fence.renew(pause.left());
        requireOpen();
        requireSame(before);
    }

    /** Another migration of the same old side has a lease of its own: once it has closed it, there is nothing left to decide. */
    private void requireOpen() {
        List<TableId> closed = new Closing(oldSide).closed();
        if (!closed.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.MIGRATION_OTHER,
                    turn.oldSide().toString(),
                    decisions(oldSide)
                                    .closedByAnother()
                                    .map(other -> "Migration \"" + other + "\" has closed it")
                                    .orElse("It was closed")
                            + " since the gates were looked at; " + closed.get(0)
                            + " is one table that refuses writes.",
                    Changed.NOTHING,
                    "Nothing was decided. culvert migrate status FILE of the other one tells which side is open.");
        }
    }

    private void requireSame(TableShapes before) {
        List<String> changes = before.changes(TableShapes.read(oldSide));
        if (!changes.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.CUTOVER_CATALOG_CHANGED,
                    turn.oldSide().toString(),
                    changes.size() == 1
                            ? changes.get(0) + "."
                            : changes.size() + " changes, the first: " + changes.get(0) + ".",
                    Changed.NOTHING,
                    "Nothing was decided. Do the same on the " + turn.newSide().role() + ", then try again.");
        }
    }

    private void stop() {
        for (Link link : stage.live()) {
            new LinkSubscriber(link, newSide).disable();
            // below 16 an idle worker learns of it with the next change, or after a second of naptime
            new Heartbeat(link, oldSide).write();
        }
        for (Link link : stage.live()) {
            new LinkSubscriber(link, newSide).awaitStopped(STOP_PATIENCE);
        }
        stage.back().ifPresent(back -> new WayBack(back, newSide, oldSide).skipWhatIsThere());
    }

    /** I8, I9: closing and decision are one transaction, and it is the one that holds the locks. */
    private void decide(Fence fence, TableShapes before, WritePause pause) {
        requireSame(before);
        Closing closing = new Closing(fence.session());
        closing.passEventTriggers(closing::close);
        decisions(fence.session()).write(turn.number(), journal.epoch(), record.lastToken(), record.drainedUpTo());
        fence.renew(pause.left());
        CulvertException unanswered = null;
        try {
            fence.commit();
            // I11: what the record says counts, not the answer
            if (decisions(oldSide).find(turn.number()).isPresent()) {
                return;
            }
        } catch (CulvertException e) {
            unanswered = e;
        }
        if (Settlement.decision(stage).isEmpty()) {
            throw unanswered != null
                    ? unanswered
                    : new CulvertException(
                            ErrorCode.CUTOVER_FENCE_LOST,
                            turn.oldSide().toString(),
                            "The transaction of the decision was rolled back by the server.",
                            Changed.NOTHING,
                            "Nothing was decided; the old side takes writes.");
        }
    }

    private Decisions decisions(Session session) {
        return new Decisions(session, turn.migration(), turn.oldSide().role());
    }

    private void complete(WritePause pause) {
        Completing completing = new Completing(stage);
        steps.runForward(CutoverStep.OPEN, completing::open);
        steps.runForward(CutoverStep.SWITCH, completing::letGo);
        record.writePause(pause.elapsed());
        steps.runForward(
                CutoverStep.TIDY,
                () -> completing.tidy().forEach(left -> listener.left(left.object() + ": " + left.fact())));
    }

    /** I9. What the giving back says is worse than what led to it. */
    private CulvertException giveBack(CulvertException reason) {
        if (reason.code() == ErrorCode.CUTOVER_UNKNOWN) {
            return reason;
        }
        try {
            giveBackOrThrow(reason.fact());
            guard.close();
            steps.failed(reason);
        } catch (CulvertException worse) {
            worse.addSuppressed(reason);
            return worse;
        }
        return reason;
    }

    private void giveBackOrThrow(String reason) {
        listener.givesBack(reason);
        new GivingBack(stage).run().forEach(left -> listener.left(left.object() + ": " + left.fact()));
    }

    private int sessions() {
        return oldSide.one(
                """
                SELECT pg_catalog.count(*)::pg_catalog.int4 AS sessions FROM pg_catalog.pg_stat_activity
                WHERE datname = pg_catalog.current_database() AND backend_type = 'client backend'""",
                row -> row.integer("sessions"));
    }
}
