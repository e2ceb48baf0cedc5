package dev.culvert.benchmarks.rig;

import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of PostgreSQL or of others, run to its end. */
public final class Tool {
    private static final String PROGRAMS = "/usr/lib/postgresql/15/bin";

    private Tool() {}

    public static void run(String... words) {
        try {
            Path log = Files.createTempFile("culvert-benchmark", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().merge("PATH", PROGRAMS, (before, ours) -> ours + ":" + before);
            int code = builder.start().waitFor();
            String text = Files.readString(log);
            Files.delete(log);
            if (code != 0) {
                List<String> lines = text.lines().toList();
                throw new BenchmarkException(words[0] + " ended with " + code + ": "
                        + lines.subList(Math.max(0, lines.size() - 5), lines.size()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(words[0] + "; apt install postgresql-client-15 postgresql-15 pgcopydb", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException(words[0] + " was interrupted");
        }
    }
}
