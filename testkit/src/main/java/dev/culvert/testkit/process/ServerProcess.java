package dev.culvert.testkit.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A child process in a process group of its own, which ends when this JVM ends, however it ends; its standard output
 * and error go to one log file. Safe for any thread.
 *
 * <p>It starts as a shell that waits for a word from the JVM, given once the {@link Reaper} knows its pid: a JVM that
 * is killed in between leaves nothing behind.
 */
public final class ServerProcess {
    static final String GATE = "read -r go || exit 1; exec \"$@\" </dev/null";
    private static final int LOG_TAIL_BYTES = 4_000;

    private final String name;
    private final Path log;
    private final Process process;

    private ServerProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** What to start: by {@link #of}, then the {@code with} methods. */
    public record Command(
            String name,
            List<String> words,
            Map<String, String> environment,
            ServerUser user,
            Path directory,
            String endSignal) {
        public static Command of(String name, Path directory, List<String> words) {
            return new Command(name, List.copyOf(words), Map.of(), ServerUser.SAME, directory, "TERM");
        }

        public Command withEnvironment(Map<String, String> variables) {
            return new Command(name, words, Map.copyOf(variables), user, directory, endSignal);
        }

        public Command withUser(ServerUser newUser) {
            return new Command(name, words, environment, newUser, directory, endSignal);
        }

        /** The signal, a name without SIG, that ends it at the JVM's end; 5 s later comes KILL. */
        public Command withEndSignal(String signal) {
            return new Command(name, words, environment, user, directory, signal);
        }

        /** Starts it, appending its output to {@code log}. */
        public ServerProcess start(Path log) {
            return ServerProcess.start(this, log);
        }

        /** Runs it to its end; another exit code than 0 is a {@link TestkitException} with its output. */
        public void run(Path log, Duration limit) {
            ServerProcess process = start(log);
            int code = process.awaitExit(limit);
            if (code != 0) {
                throw new TestkitException(name + " failed with exit code " + code + ":\n" + process.logTail());
            }
        }
    }

    private static ServerProcess start(Command command, Path log) {
        List<String> words = new ArrayList<>(List.of("setsid", "/bin/sh", "-c", GATE, command.name()));
        words.addAll(command.user().prefixed(command.words()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(command.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(command.environment());
        try {
            Process process = builder.start();
            Reaper.ofThisJvm().addProcess(process.pid(), command.endSignal());
            process.onExit().thenAccept(ended -> Reaper.ofThisJvm().removeProcess(ended.pid()));
            try (OutputStream gate = process.getOutputStream()) {
                gate.write('\n');
            }
            return new ServerProcess(command.name(), log, process);
        } catch (IOException e) {
            throw new UncheckedIOException(command.name() + " does not start", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Empty while it runs; 128 plus the signal's number when a signal ended it. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Waits for its end and returns the exit code; a {@link TestkitException} when it still runs after {@code limit}. */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TestkitException(name + " (pid " + pid() + ") still runs after " + limit + ":\n" + logTail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while waiting for the end of " + name, e);
        }
        return process.exitValue();
    }

    /** Waits until {@code ready}; a {@link TestkitException} with the log's end when the process ends first or time is up. */
    public void awaitReady(BooleanSupplier ready, Duration limit) {
        boolean isReady = Deadline.after(limit).await(() -> !isAlive() || ready.getAsBoolean());
        if (!isReady || !isAlive()) {
            throw new TestkitException(
                    name + (isAlive() ? " is not ready after " + limit : " ended at its start") + ":\n" + logTail());
        }
    }

    /** Sends a signal, a name without SIG, to the process alone. Nothing happens when it has ended. */
    public void signal(String signal) {
        sendUnlessEnded(signal, Long.toString(pid()));
    }

    /** Sends a signal to every process of its group. */
    public void signalGroup(String signal) {
        sendUnlessEnded(signal, "-" + pid());
    }

    private void sendUnlessEnded(String signal, String target) {
        if (isAlive()) {
            Signals.send(signal, target);
        }
    }

    /** Everything it and earlier processes with the same log file have written so far. */
    public String log() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("log of " + name, e);
        }
    }

    public String logTail() {
        String all = log();
        return all.substring(Math.max(0, all.length() - LOG_TAIL_BYTES));
    }
}
