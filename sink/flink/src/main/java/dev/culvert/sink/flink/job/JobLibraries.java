package dev.culvert.sink.flink.job;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The libraries that a job takes along to a cluster: this process's own, without Flink, which is there, and without what only commands need. */
final class JobLibraries {
    /** What is not named here goes along: too much does no harm. */
    private static final Pattern LEFT = Pattern.compile(
            "(flink-|slf4j-|logback-|culvert-(cli|runtime|migration|connector|testkit)-"
                    + "|debezium-|connect-|jetty-|javalin|micrometer-|prometheus-|picocli|kotlin-|jakarta\\.|junit|surefire|assertj|archunit).*");

    private JobLibraries() {}

    /**
     * @return jars; a folder of classes is packed into one
     * @param folder for what is packed
     */
    static List<Path> of(String classPath, Path folder) {
        List<Path> libraries = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                if (Files.isDirectory(path.resolve("dev/culvert"))
                        && !Files.isDirectory(path.resolve("dev/culvert/cli"))) {
                    libraries.add(pack(path, folder.resolve("classes-" + libraries.size() + ".jar")));
                }
            } else if (entry.endsWith(".jar")
                    && Files.exists(path)
                    && !LEFT.matcher(path.getFileName().toString()).matches()) {
                libraries.add(path.toAbsolutePath());
            }
        }
        return List.copyOf(libraries);
    }

    private static Path pack(Path classes, Path jar) {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
