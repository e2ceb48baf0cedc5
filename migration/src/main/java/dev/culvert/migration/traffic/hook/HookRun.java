package dev.culvert.migration.traffic.hook;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One run of a program. */
final class HookRun {
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final List<String> words;
    private final Map<String, String> environment;
    private final Consumer<String> lines;

    /** @param lines is given what the program prints, from another thread */
    HookRun(List<String> words, Map<String, String> environment, Consumer<String> lines) {
        this.words = List.copyOf(words);
        this.environment = Map.copyOf(environment);
        this.lines = lines;
    }

    /**
     * @return its exit code; empty if it had to be ended after {@code limit}, with all that it had started
     * @throws IOException if it cannot be started
     */
    OptionalInt run(Duration limit) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread reader = new Thread(() -> read(process), "culvert-hook");
        reader.setDaemon(true);
        reader.start();
        try {
            boolean ended = process.waitFor(Math.max(1, limit.toNanos()), TimeUnit.NANOSECONDS);
            if (!ended) {
                end(process);
            }
            // a child that it left behind may hold the pipe open for ever
            reader.join(LAST_WORDS.toMillis());
            return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** Children first: those of an ended process are nobody's, and cannot be found any more. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void read(Process process) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        } catch (IOException | UncheckedIOException e) {
            // the program was ended; what it said until then is there
        }
    }
}
