package dev.culvert.testkit.embedded;

import dev.culvert.testkit.process.ServerUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Directories that are made once and then shared by all JVMs of the machine. Each is made under a temporary name and
 * renamed, so parallel JVMs see all of it or nothing; who comes second uses the first one's.
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
            Path temporary = Files.createTempDirectory(root(), "." + name + "-");
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
            user.own(temporary);
            filler.fill(temporary);
            moveUnlessThere(temporary, target);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + name + " to " + root(), e);
        }
    }

    /** A short name for a file's content. */
    public static String checksum(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                byte[] buffer = new byte[1 << 16];
                while (in.read(buffer) >= 0) {
                    // the digest stream counts what goes by
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
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

    private static void moveUnlessThere(Path temporary, Path target) throws IOException {
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            deleteTree(temporary);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
