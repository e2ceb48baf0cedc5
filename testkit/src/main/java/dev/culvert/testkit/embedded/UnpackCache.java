package dev.culvert.testkit.embedded;

import dev.culvert.testkit.process.ServerUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Directories that are made once and then shared by all JVMs of the machine. Each is made under a temporary name and
 * renamed, so parallel JVMs see all of it or nothing, one at a time; who comes second uses the first one's.
 *
 * <p>The root is the environment's {@code CULVERT_CACHE}, else {@code ~/.cache/culvert}, but
 * {@code /var/tmp/culvert-embedded} for root, whose home an unprivileged server cannot read.
 */
public final class UnpackCache {
    /** Fills an empty directory. */
    @FunctionalInterface
    public interface Filler {
        void fill(Path directory) throws IOException;
    }

    private UnpackCache() {}

    /** The directory of this name, made by {@code filler} if it is not there yet. The owner is {@code user}. */
    public static Path directory(String name, ServerUser user, Filler filler) {
        Path target = root().resolve(name);
        if (Files.isDirectory(target)) {
            return target;
        }
        try {
            Files.createDirectories(root());
            // unpacking takes seconds of a processor: who comes second waits
            synchronized (UnpackCache.class) {
                try (FileChannel lock = FileChannel.open(
                                root().resolve("." + name + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                        FileLock held = lock.lock()) {
                    if (held.isValid() && !Files.isDirectory(target)) {
                        fill(target, user, filler);
                    }
                }
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + name + " to " + root(), e);
        }
    }

    private static void fill(Path target, ServerUser user, Filler filler) throws IOException {
        Path temporary = Files.createTempDirectory(root(), "." + target.getFileName() + "-");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        user.own(temporary);
        filler.fill(temporary);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A short name for a file's content. CRC-32, since SHA-256 takes seconds of each JVM that has the first compiler only. */
    public static String checksum(Path file) {
        try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(file), new CRC32())) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // the stream counts what goes by
            }
            return "%08x-%x".formatted(in.getChecksum().getValue(), Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Path root() {
        String variable = System.getenv("CULVERT_CACHE");
        if (variable != null) {
            return Path.of(variable).toAbsolutePath();
        }
        return ServerUser.isRoot()
                ? Path.of("/var/tmp/culvert-embedded")
                : Path.of(System.getProperty("user.home"), ".cache", "culvert");
    }
}
