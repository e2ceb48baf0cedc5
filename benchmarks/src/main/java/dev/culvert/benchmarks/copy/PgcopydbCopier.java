package dev.culvert.benchmarks.copy;

import dev.culvert.benchmarks.rig.Tool;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code pgcopydb clone}, of whichever version the system has; it copies, and streams nothing. */
final class PgcopydbCopier implements Copier {
    private static final String JOBS = "2";

    @Override
    public String name() {
        return "pgcopydb clone";
    }

    @Override
    public void copy(PostgresDatabase source, PostgresDatabase target) {
        try {
            Path directory = Files.createTempDirectory("culvert-pgcopydb");
            Tool.run(
                    "pgcopydb",
                    "clone",
                    "--source",
                    source.url(),
                    "--target",
                    target.url(),
                    "--table-jobs",
                    JOBS,
                    "--index-jobs",
                    JOBS,
                    "--dir",
                    directory.resolve("work").toString());
            delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> all = Files.walk(directory)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
