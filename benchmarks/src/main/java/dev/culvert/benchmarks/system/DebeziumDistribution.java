package dev.culvert.benchmarks.system;

import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Debezium Server as it is released on Maven Central, fetched once by Maven and unpacked outside the repository:
 * under CULVERT_CACHE, else {@code ~/.cache/culvert}.
 */
record DebeziumDistribution(Path home) {
    static final String VERSION = "3.6.0.Final";

    /** Fetches about 780 MB the first time. */
    static DebeziumDistribution fetch() {
        Path cache = cache();
        Path target = cache.resolve("debezium-server-" + VERSION);
        if (!Files.isDirectory(target)) {
            try {
                Files.createDirectories(cache);
                Path temporary = Files.createTempDirectory(cache, ".debezium-server-");
                unpack(download(temporary), temporary);
                Files.move(temporary.resolve("debezium-server"), target);
                delete(temporary);
            } catch (IOException e) {
                throw new BenchmarkException("Debezium Server could not be unpacked to " + target, e);
            }
        }
        return new DebeziumDistribution(target);
    }

    /** What its own {@code run.sh} puts on the class path. */
    String classPath() {
        return home.resolve("debezium-server-dist-" + VERSION + "-runner.jar") + ":" + home.resolve("lib") + "/*";
    }

    private static Path cache() {
        String variable = System.getenv("CULVERT_CACHE");
        return variable != null
                ? Path.of(variable).toAbsolutePath()
                : Path.of(System.getProperty("user.home"), ".cache", "culvert");
    }

    private static Path download(Path directory) {
        String plugin = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy";
        run(
                directory,
                "mvn",
                "-B",
                "-q",
                plugin,
                "-Dartifact=io.debezium:debezium-server-dist:" + VERSION + ":tar.gz",
                "-DoutputDirectory=" + directory);
        return directory.resolve("debezium-server-dist-" + VERSION + ".tar.gz");
    }

    private static void unpack(Path archive, Path directory) throws IOException {
        run(directory, "tar", "xzf", archive.toString(), "-C", directory.toString());
        Files.delete(archive);
    }

    private static void run(Path directory, String... command) {
        try {
            int code = new ProcessBuilder(List.of(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.to(directory.resolve("log").toFile()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new BenchmarkException(String.join(" ", command) + " failed with exit code " + code + ":\n"
                        + Files.readString(directory.resolve("log")));
            }
        } catch (IOException e) {
            throw new BenchmarkException(command[0] + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchmarkException("interrupted while " + command[0] + " ran", e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
