package dev.culvert.migration.settle;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.sequence.SequenceTransfer;
import dev.culvert.migration.turn.Decision;
import dev.culvert.migration.turn.Decisions;
import dev.culvert.migration.turn.Turn;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Completes a turn that is decided: the old side is closed for good, so there is only forward. First what lets clients write again,
 * then what keeps the way back.
 */
public final class Completing {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> IN_THE_WAY =
            Set.of(SqlStates.LOCK_NOT_AVAILABLE, SqlStates.QUERY_CANCELED, SqlStates.DEADLOCK_DETECTED);

    private final Stage stage;
    private final Attempts attempts = new Attempts();

    public Completing(Stage stage) {
        this.stage = stage;
    }

    /**
     * What could not be done behind the opening; empty if all is done.
     *
     * @throws CulvertException {@link ErrorCode#CUTOVER_INCOMPLETE} if clients cannot write yet
     */
    public List<CulvertException> run() {
        open();
        letGo();
        return tidy();
    }

    /** Opens the new side's tables. */
    public void open() {
        Session next = stage.newSide().orElseThrow(() -> incomplete("The new side cannot be reached.", null));
        requireLatest(next);
        stopLive(next);
        stage.journal().ifPresent(this::remember);
        Closing closing = new Closing(next);
        if (closing.closed().isEmpty()) {
            return;
        }
        carrySequences(next);
        preferAutovacuumToYield(next);
        long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
        while (!openOnce(next, closing)) {
            if (System.nanoTime() - deadline >= 0) {
                throw incomplete("Somebody holds locks on its tables for " + LOCK_PATIENCE.toSeconds() + " s.", null);
            }
        }
    }

    private boolean openOnce(Session next, Closing closing) {
        try {
            next.transaction(() -> {
                next.update("SET LOCAL lock_timeout = '500ms'");
                closing.passEventTriggers(closing::open);
                // with the locks: nobody can close it from here to the commit
                requireLatest(next);
                return true;
            });
            return true;
        } catch (CulvertException e) {
            if (IN_THE_WAY.contains(SqlStates.of(e))) {
                return false;
            }
            throw incomplete(e.fact(), e);
        }
    }

    /** Clients wait for the opening, and not for the record of it; but whoever was overtaken opens nothing. */
    private void remember(Journal journal) {
        try {
            journal.mark(stage.turn().deciding());
        } catch (CulvertException e) {
            if (e.code() == ErrorCode.MIGRATION_BUSY) {
                throw e;
            }
            attempts.failed(e);
        }
    }

    private void requireLatest(Session next) {
        if (isOver(stage.turn(), next)) {
            throw staysClosed("was closed since by a later turn");
        }
        decisions(stage.turn(), next).closedByAnother().ifPresent(other -> {
            throw staysClosed("was closed by another migration, \"" + other + "\"");
        });
    }

    private CulvertException staysClosed(String why) {
        return new CulvertException(
                ErrorCode.MIGRATION_BUSY,
                stage.title(),
                "The " + stage.turn().newSide().role() + " " + why + ", and stays closed.",
                Changed.NOTHING,
                "culvert migrate status FILE tells where it stands.");
    }

    /**
     * Whether a later turn has closed the new side: then there is nothing to complete, and to open it would open both.
     *
     * @param next a session with the turn's new side
     */
    static boolean isOver(Turn turn, Session next) {
        return decisions(turn, next)
                .latest()
                .map(Decision::turn)
                .filter(latest -> latest > turn.number())
                .isPresent();
    }

    private static Decisions decisions(Turn turn, Session next) {
        return new Decisions(next, turn.migration(), turn.newSide().role());
    }

    private static void preferAutovacuumToYield(Session next) {
        try {
            next.update("SET deadlock_timeout = '10ms'");
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
        }
    }

    /** Before it opens only: a sequence that clients use already must not go back. */
    private void carrySequences(Session next) {
        stage.oldSide()
                .ifPresent(old -> attempts.attempt(() -> new SequenceTransfer(old, next, sessions(old)).raise()));
    }

    private static int sessions(Session session) {
        return session.one(
                """
                SELECT pg_catalog.count(*)::pg_catalog.int4 AS sessions FROM pg_catalog.pg_stat_activity
                WHERE datname = pg_catalog.current_database() AND backend_type = 'client backend'""",
                row -> row.integer("sessions"));
    }

    /** Nothing of the old side's is applied any more; all of it has arrived, or the decision would not have been made. */
    private void stopLive(Session next) {
        for (Link link : stage.live()) {
            LinkSubscriber subscriber = new LinkSubscriber(link, next);
            // the turn itself has stopped it before its decision
            if (!subscriber.isStopped()) {
                subscriber.disable(PATIENCE);
            }
        }
    }

    /** Clients are pointed to the new side and let go. */
    public void letGo() {
        try {
            stage.traffic().switchTo(stage.turn().newSide().role());
        } catch (CulvertException e) {
            throw incomplete(
                    "The new side is open, and not all traffic goes there: " + e.object() + ": " + e.fact(), e);
        }
    }

    /** What is left to do when clients can write; what of it failed. */
    public List<CulvertException> tidy() {
        boolean gone = stage.newSide()
                .map(next -> stage.live().stream()
                        .map(link -> attempts.attempt(() -> new LinkSubscriber(link, next).dropAll(PATIENCE)))
                        .reduce(true, Boolean::logicalAnd))
                .orElse(false);
        stage.oldSide().ifPresent(old -> stage.live()
                .forEach(link -> attempts.attempt(() -> new LinkPublisher(link, old).dropAll(PATIENCE))));
        // after the links to the new side are gone: below 16, both directions at once would circle
        stage.back().filter(link -> gone).ifPresent(back -> stage.oldSide()
                .ifPresent(old -> attempts.attempt(() -> enable(back, old))));
        attempts.attempt(() -> stage.traffic().restore());
        if (attempts.failures().isEmpty() && stage.oldSide().isPresent()) {
            stage.journal()
                    .ifPresent(journal ->
                            attempts.attempt(() -> journal.mark(stage.turn().after())));
        }
        return attempts.failures();
    }

    private static void enable(Link back, Session old) {
        LinkSubscriber subscriber = new LinkSubscriber(back, old);
        if (subscriber.exists()) {
            subscriber.enable();
        }
    }

    private CulvertException incomplete(String fact, Throwable cause) {
        return new CulvertException(
                ErrorCode.CUTOVER_INCOMPLETE,
                stage.title(),
                "The " + stage.turn().oldSide().role() + " is closed for good. " + fact,
                Changed.PARTLY,
                "culvert migrate retry FILE completes it; it can be repeated.",
                cause);
    }
}
