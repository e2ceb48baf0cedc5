package dev.culvert.benchmarks.copy;

import dev.culvert.benchmarks.rig.Tool;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code culvert migrate start} as a person gives it: a JVM of its own, and every check of the preflight before. */
final class CommandCopier implements Copier {
    private final String classPath;

    /** @param classPath of Culvert's command line */
    CommandCopier(String classPath) {
        this.classPath = classPath;
    }

    @Override
    public String name() {
        return "culvert, whole command";
    }

    @Override
    public void copy(PostgresDatabase source, PostgresDatabase target) {
        run(source, target, "start");
    }

    @Override
    public void clean(PostgresDatabase source, PostgresDatabase target) {
        run(source, target, "cancel");
    }

    private void run(PostgresDatabase source, PostgresDatabase target, String verb) {
        try {
            Path file = Files.createTempFile("culvert-benchmark", ".yaml");
            Files.writeString(
                    file,
                    """
                    apiVersion: culvert/v1
                    kind: Migration
                    metadata: {name: bench-command}
                    source: {postgres: {url: "%s"}}
                    target: {postgres: {url: "%s"}}
                    copy: {parallelism: 2, splitLargerThan: 1GB}
                    """
                            .formatted(source.url(), target.url()));
            // as the launcher starts it
            Tool.run(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath,
                    "dev.culvert.cli.Main",
                    "migrate",
                    verb,
                    file.toString(),
                    "--yes");
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
