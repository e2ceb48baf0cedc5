package dev.culvert.cli.command;

import dev.culvert.cli.output.Outcome;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** {@code --watch}: the same answer again and again. */
public final class Watching {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private Watching() {}

    /** Prints what is read every two seconds until the process ends, or returns it at once. */
    public static Outcome run(boolean watch, Supplier<Outcome> read, Terminal terminal) {
        while (watch) {
            terminal.report(read.get());
            pause();
        }
        return read.get();
    }

    /** Ends with the process: nobody counts down. */
    private static void pause() {
        try {
            if (new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
