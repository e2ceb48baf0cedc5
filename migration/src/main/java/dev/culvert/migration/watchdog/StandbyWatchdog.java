package dev.culvert.migration.watchdog;

import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.settle.Settlement;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A watchdog on another machine than the command's, which may be lost with the command and its own watchdog while poolers are
 * paused. It needs no more than the definition: the mark of the turn is on the target, and whoever works on a turn has a lease on
 * both servers, which falls within seconds when its host is gone. A turn that nobody works on is ended as {@code retry} does.
 */
public final class StandbyWatchdog {
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** The watchdog beside the command comes first, and a command that failed ends by itself. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final TurnWatch watch;
    private final Turns turns;
    private final Consumer<String> told;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private String last = "";

    /**
     * @param watch is closed by whoever made it
     * @param told a sentence for people, whenever there is something new to say
     */
    public StandbyWatchdog(TurnWatch watch, Turns turns, Consumer<String> told) {
        this.watch = watch;
        this.turns = turns;
        this.told = told;
    }

    /** Returns when the migration is finished or given up, or soon after {@link #stop}; how many turns it has ended. */
    public int run() throws InterruptedException {
        int ended = 0;
        Optional<Long> abandonedSince = Optional.empty();
        do {
            TurnWatch.Sight sight = watch.look();
            sight.trouble().ifPresent(this::tellOnce);
            if (sight.over()) {
                return ended;
            }
            abandonedSince =
                    sight.abandoned() ? abandonedSince.or(() -> Optional.of(System.nanoTime())) : Optional.empty();
            if (abandonedSince.isPresent() && System.nanoTime() - abandonedSince.get() >= GRACE.toNanos()) {
                ended += end() ? 1 : 0;
                abandonedSince = Optional.empty();
            }
        } while (!stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
        return ended;
    }

    /** May come from any thread. */
    public void stop() {
        stopped.countDown();
    }

    private boolean end() {
        try {
            Optional<Settlement.Result> result = turns.retry();
            result.ifPresent(ended -> {
                told.accept(ended.decision()
                        .map(decision -> "turn " + decision.turn() + " was decided, and is completed")
                        .orElse("a turn that nobody works on was not decided: the old side is given back"));
                ended.left().forEach(left -> told.accept("left to do: " + left.object() + ": " + left.fact()));
            });
            last = "";
            return result.isPresent();
        } catch (CulvertException e) {
            tellOnce(e.code().code() + " " + e.object() + ": " + e.fact());
            return false;
        }
    }

    /** It looks every second, for days: what is still so is not said again. */
    private void tellOnce(String sentence) {
        if (!sentence.equals(last)) {
            told.accept(sentence);
            last = sentence;
        }
    }
}
