package dev.culvert.migration.watchdog;

import dev.culvert.migration.cutover.CutoverListener;
import dev.culvert.migration.cutover.Guard;
import dev.culvert.migration.cutover.Turns;
import dev.culvert.migration.settle.Settlement;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The watchdog's program. Reads lines from its input; when the input ends without {@code SETTLED}, or the pause is longer than it may
 * be, it ends the turn: it ends the fence, reads the decision, and completes the turn or gives the old side back. It repeats that
 * until it is done.
 */
public final class Watchdog {
    private static final String END = "";
    private static final Duration GRACE = Duration.ofMillis(250);
    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final Duration SELDOM = Duration.ofSeconds(2);
    private static final Duration GIVES_UP = Duration.ofMinutes(30);

    private final Turns turns;
    private final BlockingQueue<String> lines;
    private final PrintStream told;

    /** Whether its maker has said its last word: it is gone, or has ended the turn itself. */
    private boolean lastWord;

    /** Of the attempt that it guards. */
    private long epoch;

    private Watchdog(Turns turns, BlockingQueue<String> lines, PrintStream told) {
        this.turns = turns;
        this.lines = lines;
        this.told = told;
    }

    /** @param arguments the file of the definition, whose secrets are resolved from this process's own environment */
    public static void main(String[] arguments) throws InterruptedException {
        MigrationDefinition definition = (MigrationDefinition) DefinitionReader.read(Path.of(arguments[0]));
        Turns turns = new Turns(
                definition,
                () -> DefinedTraffic.of(
                        definition.metadata().name(),
                        Sites.of(definition),
                        definition.cutover().traffic(),
                        line -> System.err.println("culvert watchdog: hook: " + line)),
                () -> Guard.NONE,
                CutoverListener.NONE,
                "watchdog pid " + ProcessHandle.current().pid());
        turns.standing(); // classes are loaded and both servers answer before it says that it is ready
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(lines), "culvert-watchdog-input");
        reader.setDaemon(true);
        reader.start();
        System.out.println(Line.READY);
        System.out.flush();
        new Watchdog(turns, lines, System.err).run();
    }

    private static void read(BlockingQueue<String> lines) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            // a pipe that breaks is a pipe that ends
        }
        lines.add(END);
    }

    private void run() throws InterruptedException {
        String line = lines.take();
        if (!Line.isPausing(line)) {
            return; // nothing was held yet
        }
        int turn = Line.turn(line);
        epoch = Line.epoch(line);
        String next = lines.poll(Line.allowed(line).plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        while (!Line.SETTLED.equals(next)) {
            settle(turn, next == null ? "the write pause is over" : "its maker is gone");
            if (lastWord || END.equals(next)) {
                return;
            }
            // its maker may only have slept: what it does after its sleep is ended once more when it is gone
            next = lines.take();
        }
    }

    private void settle(int turn, String why) throws InterruptedException {
        long givesUp = System.nanoTime() + GIVES_UP.toNanos();
        told.println("culvert watchdog: turn " + turn + " is ended here: " + why);
        Duration pause = AGAIN;
        while (System.nanoTime() - givesUp < 0) {
            Optional<CulvertException> failure = once(turn);
            if (failure.isEmpty()) {
                return;
            }
            told.println("culvert watchdog: " + failure.get().code().code() + " "
                    + failure.get().fact());
            String line = lines.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
            lastWord |= line != null;
            if (Line.SETTLED.equals(line)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(SELDOM) < 0 ? pause.multipliedBy(2) : SELDOM;
        }
    }

    private Optional<CulvertException> once(int turn) {
        try {
            Optional<Settlement.Result> result = turns.settle(turn, epoch);
            told.println("culvert watchdog: "
                    + result.map(ended -> ended.decision().isPresent()
                                    ? "turn " + turn + " is completed"
                                    : "the old side is given back")
                            .orElse("somebody else has ended turn " + turn));
            return Optional.empty();
        } catch (CulvertException e) {
            return Optional.of(e);
        }
    }
}
