package dev.culvert.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for one server's files, gone when it is closed or when the JVM ends, however it ends.
 * Under {@code /var/tmp} with a short name: a unix socket's path may have 107 bytes, and an unprivileged server must
 * be able to reach it.
 */
public final class RunDirectory implements AutoCloseable {
    private static final Path PARENT = Path.of(System.getProperty("culvert.run.dir", "/var/tmp"));

    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    /** A new, empty directory; owned by the unprivileged user when this JVM is root's and {@code user} drops to it. */
    public static RunDirectory create(String name, ServerUser user) {
        try {
            Files.createDirectories(PARENT);
            Path path = Files.createTempDirectory(
                    PARENT,
                    "culvert-" + name + "-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Reaper.ofThisJvm().addDirectory(path);
            user.own(path);
            return new RunDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for " + name + " in " + PARENT, e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
        Reaper.ofThisJvm().removeDirectory(path);
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
