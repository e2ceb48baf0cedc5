package dev.culvert.migration.traffic.pgbouncer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.function.UnaryOperator;

/** A file of a pooler on disk. Replaced by rename, so that a reader sees the old text or the new one; mode and owner stay. */
final class FileStore {
    private final Path path;

    FileStore(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    DatabasesFile read() throws IOException {
        // whatever bytes are in its comments come back as they were
        return DatabasesFile.of(Files.readString(path, StandardCharsets.ISO_8859_1));
    }

    /** Whether the file was changed. */
    boolean edit(UnaryOperator<DatabasesFile> change) throws IOException {
        DatabasesFile before = read();
        String text = change.apply(before).text();
        if (text.equals(before.text())) {
            return false;
        }
        Path file = path.toRealPath();
        Path fresh = twin(file);
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.ISO_8859_1.encode(text));
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return true;
    }

    /** Tries what an edit needs, without one. */
    void tryWrite() throws IOException {
        Files.deleteIfExists(twin(path.toRealPath()));
    }

    /** An empty file beside it, with its mode and owner. */
    private static Path twin(Path file) throws IOException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".culvert-", ".ini");
        try {
            PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class);
            PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
            PosixFileAttributes own = view.readAttributes();
            // only where they differ: nobody but root may give a file away, and nobody has to who owns it
            if (!own.owner().equals(old.owner())) {
                view.setOwner(old.owner());
            }
            if (!own.group().equals(old.group())) {
                view.setGroup(old.group());
            }
            view.setPermissions(old.permissions());
            return fresh;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
