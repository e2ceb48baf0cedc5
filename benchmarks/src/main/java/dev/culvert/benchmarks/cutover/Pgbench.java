package dev.culvert.benchmarks.cutover;

import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** pgbench's TPC-B, with a line of its log for each transaction. Nothing is measured by anything else than pgbench. */
final class Pgbench {
    private static final int CLIENTS = 8;
    private static final int THREADS = 2;

    private final Path directory;
    private final Process process;

    private Pgbench(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** @param url of the pooler's database; what is prepared would be prepared in one session and used in another */
    static Pgbench start(String url, Duration duration) {
        try {
            Path directory = Files.createTempDirectory("culvert-pgbench");
            ProcessBuilder builder = new ProcessBuilder(
                            "pgbench",
                            "-n",
                            "-c",
                            Integer.toString(CLIENTS),
                            "-j",
                            Integer.toString(THREADS),
                            "-T",
                            Long.toString(duration.toSeconds()),
                            "-l",
                            "--failures-detailed",
                            url)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile());
            return new Pgbench(directory, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("pgbench; apt install postgresql-15", e);
        }
    }

    /** Waits for its end and reads what it wrote. */
    PgbenchRun end() {
        try {
            int code = process.waitFor();
            List<String> output = Files.readAllLines(directory.resolve("output"));
            List<String> lines = new ArrayList<>();
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.sorted().toList()) {
                    if (file.getFileName().toString().startsWith("pgbench_log")) {
                        lines.addAll(Files.readAllLines(file));
                    }
                    Files.delete(file);
                }
            }
            Files.delete(directory);
            return PgbenchRun.of(code, output, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("what pgbench wrote", e);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new BenchmarkException("pgbench was interrupted");
        }
    }
}
