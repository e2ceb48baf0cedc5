package dev.culvert.testkit.process;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A Java program as a child process: for tests that kill, stop or freeze what they test. Its output is kept by line
 * and by stream. It ends with this JVM, however that ends, or by {@link #close}. Safe for any thread.
 */
public final class JavaProcess implements AutoCloseable {
    /** A build that a shell runs in the background ignores SIGINT, and so would every process that it starts. */
    private static final List<String> TAKES_INTERRUPTS = List.of("env", "--default-signal=INT");

    private static final Duration END_LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final RunDirectory directory;
    private final Process process;
    private final ChildOutput out;
    private final ChildOutput err;

    private JavaProcess(String name, RunDirectory directory, Process process) {
        this.name = name;
        this.directory = directory;
        this.process = process;
        this.out = ChildOutput.read(
                name + " stdout", process.getInputStream(), directory.path().resolve("stdout"));
        this.err = ChildOutput.read(
                name + " stderr", process.getErrorStream(), directory.path().resolve("stderr"));
    }

    /** The program of this class on this JVM's class path. */
    public static Builder of(Class<?> mainClass) {
        return of(mainClass.getName());
    }

    public static Builder of(String mainClass) {
        return new Builder(mainClass);
    }

    /** What to start. Not safe for use by several threads. */
    public static final class Builder {
        private final String mainClass;
        private final Map<String, String> environment = new TreeMap<>();
        /** Most live for seconds: what the second compiler takes is more than it gives. */
        private final List<String> jvmArguments =
                new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));

        private String classPath = System.getProperty("java.class.path");
        private Path workingDirectory = Path.of("").toAbsolutePath();
        private Optional<String> sharedBy = Optional.empty();

        private Builder(String mainClass) {
            this.mainClass = mainClass;
            String embedded = System.getProperty("culvert.embedded.dir");
            if (embedded != null) {
                systemProperty("culvert.embedded.dir", embedded);
            }
        }

        public Builder classPath(String newClassPath) {
            classPath = newClassPath;
            return this;
        }

        /** Added after the testkit's own, so a later {@code -Xmx} wins. */
        public Builder jvmArgument(String argument) {
            jvmArguments.add(argument);
            return this;
        }

        public Builder systemProperty(String property, String value) {
            return jvmArgument("-D" + property + "=" + value);
        }

        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /**
         * With an archive of its classes, for a program that the tests of a module start again and again.
         *
         * @param use the same for all that load about the same classes
         */
        public Builder sharesClasses(String use) {
            sharedBy = Optional.of(use);
            return this;
        }

        public Builder workingDirectory(Path newDirectory) {
            workingDirectory = newDirectory;
            return this;
        }

        public JavaProcess start(String... arguments) {
            String name = mainClass.substring(mainClass.lastIndexOf('.') + 1);
            Optional<ProgramClasses> shared = sharedBy.map(use -> new ProgramClasses(use, classPath));
            List<String> words = new ArrayList<>(TAKES_INTERRUPTS);
            words.addAll(List.of("setsid", "/bin/sh", "-c", ServerProcess.GATE, mainClass));
            words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            words.addAll(jvmArguments);
            shared.ifPresent(classes -> words.addAll(classes.options()));
            words.addAll(List.of("-cp", shared.map(ProgramClasses::classPath).orElse(classPath), mainClass));
            words.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(words).directory(workingDirectory.toFile());
            builder.environment().putAll(environment);
            try {
                Process process = builder.start();
                Reaper.ofThisJvm().addProcess(process.pid(), "KILL");
                process.onExit().thenAccept(ended -> {
                    Reaper.ofThisJvm().removeProcess(ended.pid());
                    shared.ifPresent(ProgramClasses::ended);
                });
                RunDirectory directory = RunDirectory.create("java", ServerUser.SAME);
                try (OutputStream gate = process.getOutputStream()) {
                    gate.write('\n');
                }
                return new JavaProcess(name, directory, process);
            } catch (IOException e) {
                throw new UncheckedIOException(name + " does not start", e);
            }
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public ChildOutput out() {
        return out;
    }

    public ChildOutput err() {
        return err;
    }

    /** Sends a signal, a name without SIG such as TERM, KILL, STOP or CONT. Nothing happens when it has ended. */
    public void signal(String signal) {
        if (isAlive()) {
            Signals.send(signal, Long.toString(pid()));
        }
    }

    /** {@code kill -9}, and waits for its end. */
    public void kill() {
        signal("KILL");
        exitCode(END_LIMIT);
    }

    /**
     * Waits for its end and for all of its output; the exit code, 128 plus the signal's number when a signal ended it.
     * A {@link TestkitException} with its output when it still runs after {@code limit}.
     */
    public int exitCode(Duration limit) {
        try {
            if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TestkitException(name + " (pid " + pid() + ") still runs after " + limit + ":\n" + out.text()
                        + "\n" + err.text());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestkitException("interrupted while waiting for the end of " + name, e);
        }
        out.awaitEnd(END_LIMIT);
        err.awaitEnd(END_LIMIT);
        return process.exitValue();
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
        directory.close();
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }
}
