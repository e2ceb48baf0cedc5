package dev.culvert.sink.flink.job;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The libraries that a job takes along to a cluster: this process's own, without Flink, which is there, and without what only commands need. A
 * folder of classes is packed into a jar, which goes with {@link #close}.
 */
final class JobLibraries implements AutoCloseable {
    /** What is not named here goes along: too much does no harm. */
    private static final Pattern LEFT = Pattern.compile(
            "(flink-|slf4j-|logback-|culvert-(cli|runtime|migration|connector|testkit)-"
                    + "|debezium-|connect-|jetty-|javalin|micrometer-|prometheus-|picocli|kotlin-|jakarta\\.|junit|surefire|assertj|archunit).*");

    private final Path folder;
    private final List<Path> jars = new ArrayList<>();

    private JobLibraries(Path folder) {
        this.folder = folder;
    }

    static JobLibraries ofThisProcess() {
        try {
            JobLibraries libraries = new JobLibraries(Files.createTempDirectory("culvert-job"));
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                libraries.add(Path.of(entry));
            }
            return libraries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            if (Files.isDirectory(entry.resolve("dev/culvert"))
                    && !Files.isDirectory(entry.resolve("dev/culvert/cli"))) {
                jars.add(pack(entry, folder.resolve("classes-" + jars.size() + ".jar")));
            }
        } else if (entry.toString().endsWith(".jar")
                && Files.exists(entry)
                && !LEFT.matcher(entry.getFileName().toString()).matches()) {
            jars.add(entry.toAbsolutePath());
        }
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
            return jar;
        }
    }

    List<Path> jars() {
        return List.copyOf(jars);
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
