package dev.culvert.sink.flink.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What is done to files and folders. Each step is one of the file system's, so that a test can die between any two. */
class Disk {
    static final Disk LOCAL = new Disk();

    /** Makes a folder, and those that it is in, durably. */
    void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            makeFolder(parent);
        }
        Files.createDirectories(folder);
        if (parent != null) {
            sync(parent);
        }
    }

    /** What was written to a file, or which names are in a folder, outlives the machine's death. */
    void sync(Path path) throws IOException {
        StandardOpenOption option = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    /** A new file, durable but for its name. */
    void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Another name of a file. @throws java.nio.file.FileAlreadyExistsException if something has it */
    void link(Path name, Path file) throws IOException {
        Files.createLink(name, file);
    }

    /** Renames a file, in one step. */
    void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A file or an empty folder; nothing if it is gone already. */
    void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    /** What is in a folder; nothing if there is none. */
    List<Path> list(Path folder) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            List<Path> paths = new ArrayList<>();
            stream.forEach(paths::add);
            return paths;
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (NotDirectoryException e) {
            throw new IOException("Not a directory: " + folder, e);
        }
    }

    /** A folder and what is in it, no folders. */
    final void deleteFolder(Path folder) throws IOException {
        for (Path file : list(folder)) {
            delete(file);
        }
        delete(folder);
    }
}
