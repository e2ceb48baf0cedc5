package dev.culvert.cli.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of the checkout that the tests run in. */
public final class Repository {
    /** Every module that has sources. */
    public static final List<String> MODULES = List.of(
            "schemas",
            "postgres",
            "connector",
            "sink/kafka",
            "sink/flink",
            "runtime",
            "migration",
            "cli",
            "testkit",
            "benchmarks");

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Repository() {}

    public static Path file(String path) {
        return ROOT.resolve(path);
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files below a directory, whose names end so. */
    public static List<Path> below(Path directory, String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sources of a module, without its tests. */
    public static List<Path> sources(String module) {
        return below(file(module).resolve("src/main/java"), ".java");
    }
}
