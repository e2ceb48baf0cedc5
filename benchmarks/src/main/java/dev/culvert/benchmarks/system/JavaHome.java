package dev.culvert.benchmarks.system;

import dev.culvert.benchmarks.BenchmarkException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JDK on this machine.
 *
 * @param path what JAVA_HOME would be
 * @param feature its feature release, such as 21
 * @param version as it calls itself
 */
record JavaHome(Path path, int feature, String version) {
    private static final Path INSTALLED = Path.of("/usr/lib/jvm");

    /** The newest one of at least this release: CULVERT_BENCH_JAVA_HOME, JAVA_HOME, or one under /usr/lib/jvm. */
    static JavaHome atLeast(int feature) {
        Optional<JavaHome> named = Optional.ofNullable(System.getenv("CULVERT_BENCH_JAVA_HOME"))
                .flatMap(path -> read(Path.of(path)))
                .filter(home -> home.feature >= feature);
        return named.or(() -> candidates().stream()
                        .flatMap(path -> read(path).stream())
                        .filter(home -> home.feature >= feature)
                        .max(Comparator.comparingInt(JavaHome::feature)))
                .orElseThrow(() -> new BenchmarkException("Debezium Server needs a JDK " + feature
                        + " or newer, and there is none in CULVERT_BENCH_JAVA_HOME, JAVA_HOME or " + INSTALLED
                        + ". On Debian: apt-get install openjdk-21-jdk-headless or temurin-25-jdk."));
    }

    Path java() {
        return path.resolve("bin").resolve("java");
    }

    private static List<Path> candidates() {
        List<Path> all = new ArrayList<>();
        Optional.ofNullable(System.getenv("JAVA_HOME")).map(Path::of).ifPresent(all::add);
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> children = Files.list(INSTALLED)) {
                children.forEach(all::add);
            } catch (IOException e) {
                throw new BenchmarkException("cannot list " + INSTALLED, e);
            }
        }
        return all;
    }

    private static Optional<JavaHome> read(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin").resolve("java")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release)) {
            properties.load(reader);
        } catch (IOException e) {
            return Optional.empty();
        }
        String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "");
        try {
            return Optional.of(new JavaHome(home, Runtime.Version.parse(version).feature(), version));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
