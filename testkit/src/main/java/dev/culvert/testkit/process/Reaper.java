package dev.culvert.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Ends this JVM's children and removes its directories after the JVM is gone, {@code kill -9} included: a shell
 * whose standard input is a pipe from the JVM, and which acts when that pipe closes. There is no shutdown hook, so
 * there is one way of cleaning up and every test run exercises it.
 *
 * <p>Each entry is acknowledged before the call returns. Safe for any thread.
 */
final class Reaper {
    private static final class Holder {
        static final Reaper INSTANCE = new Reaper();
    }

    private final Writer toShell;
    private final BufferedReader fromShell;

    private Reaper() {
        try {
            Process shell = new ProcessBuilder("setsid", "/bin/sh", "-c", script(), "culvert-reaper")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            toShell = shell.outputWriter(StandardCharsets.UTF_8);
            fromShell = shell.inputReader(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the reaper's shell does not start", e);
        }
    }

    static Reaper ofThisJvm() {
        return Holder.INSTANCE;
    }

    /** {@code signal} (a name without SIG) is sent to the process group {@code pid} at the end, and 5 s later KILL. */
    void addProcess(long pid, String signal) {
        tell("+process " + pid + " " + signal);
    }

    /** Must be called once the process has ended: its pid may be another's by the time the JVM ends. */
    void removeProcess(long pid) {
        tell("-process " + pid);
    }

    void addDirectory(Path directory) {
        tell("+directory " + directory.toAbsolutePath());
    }

    void removeDirectory(Path directory) {
        tell("-directory " + directory.toAbsolutePath());
    }

    private synchronized void tell(String line) {
        try {
            toShell.write(line + "\n");
            toShell.flush();
            if (!"ok".equals(fromShell.readLine())) {
                throw new TestkitException("the reaper's shell has ended");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the reaper's shell has ended", e);
        }
    }

    private static String script() throws IOException {
        try (InputStream in = Reaper.class.getResourceAsStream("reaper.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
