package dev.culvert.runtime.http;

import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.status.PipelinePhase;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a pipeline is alive and ready, as an orchestrator asks it.
 *
 * <p>Alive: its threads turn. Nothing outside counts, neither PostgreSQL nor Kafka: a restart mends neither, and throws the
 * back-off away. Ready: it does its work, which is streaming, copying, or standing by; a first copy of some hours, or an owner
 * that lives, is no reason to hold up a roll-out.
 */
final class Health {
    /** The status thread turns once a second. */
    private static final Duration TICKER_STUCK = Duration.ofSeconds(60);
    /** Longer than any wait for Kafka that the loop itself bounds. */
    private static final Duration LOOP_STUCK = Duration.ofMinutes(10);

    private final StatusView view;

    Health(StatusView view) {
        this.view = view;
    }

    Served.Answer alive() {
        Optional<Duration> tick = view.sinceTick().filter(since -> since.compareTo(TICKER_STUCK) > 0);
        if (tick.isPresent() && !hasEnded(view.board().phase())) {
            return Served.Answer.no(
                    "the status thread has not turned for " + tick.get().toSeconds() + " s");
        }
        Optional<Duration> turn = view.board().sinceTurn().filter(since -> since.compareTo(LOOP_STUCK) > 0);
        if (turn.isPresent() && works(view.board().phase())) {
            return Served.Answer.no("the loop has not turned for " + turn.get().toSeconds() + " s");
        }
        return Served.Answer.yes();
    }

    Served.Answer ready() {
        StatusBoard board = view.board();
        PipelinePhase phase = board.phase();
        if (works(phase)) {
            return Served.Answer.yes();
        }
        if (phase == PipelinePhase.STANDBY) {
            return Served.Answer.yes(board.waitingFor());
        }
        String why = board.waitingFor()
                .or(() -> board.lastError().map(e -> e.code() + " " + e.object() + ": " + e.fact()))
                .map(text -> ": " + text)
                .orElse("");
        return Served.Answer.no(phase.name().toLowerCase(Locale.ROOT) + why);
    }

    /** Of a pipeline that has ended beside others nothing turns any more, and a restart would not mend it. */
    private static boolean hasEnded(PipelinePhase phase) {
        return phase == PipelinePhase.STOPPED || phase == PipelinePhase.FAILED;
    }

    private static boolean works(PipelinePhase phase) {
        return phase == PipelinePhase.STREAMING || phase == PipelinePhase.SNAPSHOT;
    }
}
