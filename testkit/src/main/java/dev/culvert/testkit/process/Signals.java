package dev.culvert.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends signals that {@link Process} does not know. */
public final class Signals {
    private Signals() {}

    /** {@code signal} is a name without SIG, {@code target} a pid, or one with a minus for its group. May be gone. */
    public static void send(String signal, String target) {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + target)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("no shell to send " + signal, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while sending " + signal, e);
        }
    }
}
