package dev.culvert.migration.settle;

import dev.culvert.migration.fence.Fence;
import dev.culvert.migration.turn.Decision;
import dev.culvert.migration.turn.Decisions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Ends a turn whose end is not known: asks the old side whether it is decided, when nobody can decide any more. */
public final class Settlement {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Settlement() {}

    /**
     * How it ended.
     *
     * @param decision empty if the old side was given back
     * @param left what could not be done, and does not keep clients from writing
     */
    public record Result(Optional<Decision> decision, List<CulvertException> left) {
        public Result {
            left = List.copyOf(left);
        }
    }

    /**
     * @throws CulvertException {@link ErrorCode#CUTOVER_UNKNOWN} if the old side does not tell; nothing was changed then
     */
    public static Result settle(Stage stage) {
        return decision(stage)
                .map(decision -> new Result(Optional.of(decision), complete(stage)))
                .orElseGet(() -> new Result(Optional.empty(), new GivingBack(stage).run()));
    }

    /** Whoever was away for long may find that the next turn is decided too: then the new side of this one is closed for good. */
    private static List<CulvertException> complete(Stage stage) {
        boolean over = stage.newSide()
                .map(next -> Completing.isOver(stage.turn(), next))
                .orElse(false);
        return over ? List.of() : new Completing(stage).run();
    }

    /**
     * Whether the turn is decided, for certain: the fence is ended first, and only when it is gone the record is read.
     *
     * @throws CulvertException {@link ErrorCode#CUTOVER_UNKNOWN}
     */
    public static Optional<Decision> decision(Stage stage) {
        Session old = stage.oldSide()
                .orElseThrow(
                        () -> unknown(stage, "The " + stage.turn().oldSide().role() + " cannot be reached.", null));
        try {
            if (!Fence.end(old, stage.turn().migration(), PATIENCE)) {
                throw unknown(stage, "The session that decides does not end.", null);
            }
            return new Decisions(
                            old,
                            stage.turn().migration(),
                            stage.turn().oldSide().role())
                    .find(stage.turn().number());
        } catch (CulvertException e) {
            throw e.code() == ErrorCode.CUTOVER_UNKNOWN ? e : unknown(stage, e.fact(), e);
        }
    }

    private static CulvertException unknown(Stage stage, String fact, Throwable cause) {
        return new CulvertException(
                ErrorCode.CUTOVER_UNKNOWN,
                stage.title(),
                "Whether the " + stage.turn().oldSide().role() + " is closed for good cannot be known. " + fact
                        + " Neither side is opened until it is.",
                Changed.UNKNOWN,
                "Bring the " + stage.turn().oldSide().role()
                        + " back, then: culvert migrate retry FILE. If it is lost for good, the "
                        + stage.turn().newSide().role()
                        + " has everything up to the last token; docs/upgrading.md says how to open it by hand.",
                cause);
    }
}
