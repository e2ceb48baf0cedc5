package dev.culvert.testkit.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * An archive of the classes that a server loads (class data sharing), which a JVM maps instead of reading and verifying each: half of
 * the processor time of a start. It is made once, by a server that is started and stopped for it. The JVM compares it with its class path and
 * starts without where they differ. Safe for any thread and any number of JVMs.
 */
public final class SharedClasses {
    private SharedClasses() {}

    /**
     * The JVM's options that use the archive of these jars in {@code directory}; none while another JVM makes it.
     *
     * @param jars the class path, in its order
     * @param training runs the server from its start to its end in good order, with this option
     */
    public static List<String> of(Path directory, List<Path> jars, Consumer<String> training) {
        Path archive = directory.resolve("classes-" + key(jars) + ".jsa");
        if (!Files.exists(archive)) {
            make(archive, training);
        }
        return Files.exists(archive) ? List.of(using(archive)) : List.of();
    }

    /** The option that uses this archive. */
    static String using(Path archive) {
        return "-XX:SharedArchiveFile=" + archive;
    }

    private static synchronized void make(Path archive, Consumer<String> training) {
        Path lock = archive.resolveSibling(archive.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            if (held == null || Files.exists(archive)) {
                return;
            }
            Path made = Files.createTempFile(archive.getParent(), ".classes", ".jsa");
            Files.delete(made);
            training.accept("-XX:ArchiveClassesAtExit=" + made);
            if (Files.exists(made)) {
                Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("archive of classes " + archive, e);
        }
    }

    /** A short name for a class path and what its files were, on this JVM. */
    static String key(Collection<Path> jars) {
        StringBuilder text = new StringBuilder(System.getProperty("java.vm.version"));
        try {
            for (Path jar : jars) {
                text.append(File.pathSeparator)
                        .append(jar)
                        .append(Files.size(jar))
                        .append(Files.getLastModifiedTime(jar));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("class path " + jars, e);
        }
        return Integer.toHexString(text.toString().hashCode());
    }
}
