package dev.culvert.migration.settle;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.closing.UserTables;
import dev.culvert.migration.fence.Fence;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.turn.Decisions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gives the old side back. Needs only the old side and the poolers; what the new side must do is done if it can be reached, and left
 * to the next command if not.
 *
 * <p>Only where it is certain that there is no decision: see {@link Settlement}.
 */
public final class GivingBack {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** Tables that are tried until one takes an update: another one may be locked by its application for a while. */
    private static final int PROVING = 5;

    /** The class of errors of PL/pgSQL: a table that its application made to refuse updates; ours are closed with another. */
    private static final String RAISED_BY_A_FUNCTION = "P0";

    private final Stage stage;
    private final Attempts attempts = new Attempts();

    public GivingBack(Stage stage) {
        this.stage = stage;
    }

    /**
     * What could not be done, the worst first; empty if all is as it was before the attempt.
     *
     * @throws CulvertException if it could not be shown that the old side takes writes, or traffic is still held back
     */
    public List<CulvertException> run() {
        attempts.attempt(() -> hurry(stage.oldSide()));
        attempts.attempt(() -> hurry(stage.newSide()));
        stage.journal().ifPresent(journal -> attempts.attempt(() -> journal.silence(SILENCE)));
        // first of all: without a decision the fence falls by itself, at the latest when the pause is over, and whom
        // the locks still hold then waits a little longer, while clients of a paused pooler would wait for ever
        Attempts traffic = new Attempts();
        traffic.attempt(() -> stage.traffic().resume(stage.turn().oldSide().role()));
        stage.oldSide().ifPresent(old -> attempts.attempt(() -> backOff(old)));
        stage.newSide().ifPresent(this::resumeLive);
        stage.back().ifPresent(this::dropBack);
        for (CulvertException held : traffic.failures()) {
            attempts.failures().forEach(held::addSuppressed);
            throw held;
        }
        stage.oldSide().filter(Session::isOpen).ifPresent(this::prove);
        attempts.attempt(() -> stage.traffic().restore());
        if (attempts.failures().isEmpty()) {
            stage.journal()
                    .ifPresent(journal -> attempts.attempt(() -> journal.markAfter(
                            stage.turn().deciding(), stage.turn().before())));
        }
        return attempts.failures();
    }

    /** A server that is silent now must not keep the other one, or the poolers, from their turn. */
    private static void hurry(Optional<Session> session) {
        session.filter(Session::isOpen).ifPresent(open -> open.readTimeout(SILENCE));
    }

    /** I8: nothing of the new side's is written here while it takes writes of its own. */
    private void backOff(Session old) {
        stage.back()
                .ifPresent(back -> attempts.attempt(() -> {
                    LinkSubscriber subscriber = new LinkSubscriber(back, old);
                    if (subscriber.exists()) {
                        subscriber.disable(PATIENCE);
                    }
                }));
        Fence.end(old, stage.turn().migration(), PATIENCE);
    }

    private void resumeLive(Session next) {
        for (Link link : stage.live()) {
            attempts.attempt(() -> {
                LinkSubscriber subscriber = new LinkSubscriber(link, next);
                if (subscriber.exists()) {
                    subscriber.enable();
                }
            });
        }
    }

    private void dropBack(Link back) {
        stage.oldSide().ifPresent(old -> attempts.attempt(() -> new LinkSubscriber(back, old).dropAll(PATIENCE)));
        stage.newSide().ifPresent(next -> attempts.attempt(() -> new LinkPublisher(back, next).dropAll(PATIENCE)));
    }

    /** An update of no row fires the statement triggers as any other does. One that an application's trigger refuses has come so far. */
    private void prove(Session old) {
        List<TableId> closed = new Closing(old).closed();
        if (!closed.isEmpty() && closedByAnother(old)) {
            return; // which is not for this one to undo
        }
        if (!closed.isEmpty()) {
            throw notOpen(
                    closed.size() + " of its tables refuse writes, " + closed.get(0) + " is one.", Optional.empty());
        }
        Optional<CulvertException> refused = Optional.empty();
        for (TableId table : UserTables.of(old).stream().limit(PROVING).toList()) {
            try {
                update(old, table);
                return;
            } catch (CulvertException e) {
                if (SqlStates.of(e).startsWith(RAISED_BY_A_FUNCTION)) {
                    return;
                }
                refused = refused.or(() -> Optional.of(
                        notOpen("An update of no row of " + table + " failed: " + e.fact(), Optional.of(e))));
            }
        }
        if (refused.isPresent()) {
            throw refused.get();
        }
    }

    private boolean closedByAnother(Session old) {
        return new Decisions(
                        old, stage.turn().migration(), stage.turn().oldSide().role())
                .closedByAnother()
                .isPresent();
    }

    private static void update(Session old, TableId table) {
        old.rolledBack(() -> {
            old.update("SET LOCAL lock_timeout = '2s'");
            return firstColumn(old, table)
                    .map(column -> old.update("UPDATE ONLY " + QualifiedName.quote(table) + " SET "
                            + Identifier.quote(column) + " = " + Identifier.quote(column) + " WHERE false"))
                    .orElse(0L);
        });
    }

    private static Optional<String> firstColumn(Session session, TableId table) {
        return session
                .list(
                        """
                        SELECT a.attname FROM pg_catalog.pg_attribute AS a
                        JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid
                        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
                          AND a.attgenerated = '' AND a.attidentity <> 'a' ORDER BY a.attnum LIMIT 1""",
                        row -> row.text("attname"),
                        table.schema(),
                        table.name())
                .stream()
                .findFirst();
    }

    private CulvertException notOpen(String fact, Optional<CulvertException> cause) {
        return new CulvertException(
                ErrorCode.CUTOVER_UNKNOWN,
                stage.turn().oldSide().toString(),
                "It should take writes again, and does not. " + fact,
                Changed.PARTLY,
                "culvert migrate status FILE tells what holds it; culvert migrate retry FILE tries again.",
                cause.orElse(null));
    }
}
