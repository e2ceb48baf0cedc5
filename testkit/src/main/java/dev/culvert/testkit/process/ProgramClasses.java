package dev.culvert.testkit.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@link SharedClasses} of a program on the test's own class path: its first start lists the classes that it loads, and once that has ended a
 * JVM beside the tests makes the archive of those which are in jars. Whoever starts before starts without. The file is in the module's
 * folder {@code target}, and another one after each build, which makes jars anew.
 */
final class ProgramClasses {
    private static final Duration MAKING_LIMIT = Duration.ofMinutes(2);
    private static final Path DIRECTORY = Path.of("target").toAbsolutePath();

    private final String program;
    private final List<Path> jars;
    private final List<Path> folders;
    private final Path archive;
    private Optional<Path> list = Optional.empty();

    ProgramClasses(String program, String classPath) {
        List<Path> entries =
                Stream.of(classPath.split(File.pathSeparator)).map(Path::of).toList();
        this.program = program;
        this.jars = entries.stream().filter(Files::isRegularFile).toList();
        this.folders =
                entries.stream().filter(entry -> !Files.isRegularFile(entry)).toList();
        this.archive = DIRECTORY.resolve(program + "-" + SharedClasses.key(jars) + ".jsa");
    }

    /** The jars before the folders: an archive is of the beginning of a class path. */
    String classPath() {
        return joined(Stream.concat(jars.stream(), folders.stream()));
    }

    private static String joined(Stream<Path> entries) {
        return entries.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** What a start takes: the archive, or the order to list what it loads. */
    List<String> options() {
        if (Files.exists(archive)) {
            return List.of(SharedClasses.using(archive));
        }
        if (!Files.isDirectory(DIRECTORY)) {
            return List.of();
        }
        removeOlder();
        Path claim = archive.resolveSibling(archive.getFileName() + ".list");
        try {
            list = Optional.of(Files.createFile(claim));
            return List.of("-XX:DumpLoadedClassList=" + claim);
        } catch (FileAlreadyExistsException othersClaim) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of earlier builds; who runs with one has it mapped. */
    private void removeOlder() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(each ->
                            each.getFileName().toString().matches(Pattern.quote(program) + "-[0-9a-f]+[.]jsa.*"))
                    .filter(each -> !each.toString().startsWith(archive.toString()))
                    .toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be told of the end of each that was started with {@link #options}. */
    void ended() {
        list.ifPresent(classes -> {
            Thread making = new Thread(() -> make(classes), "classes-of-" + program);
            making.setDaemon(true);
            making.start();
        });
    }

    private void make(Path classes) {
        Path made = archive.resolveSibling(archive.getFileName() + ".new");
        ServerProcess.Command.of(
                        "archive of the classes of " + program,
                        DIRECTORY,
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xshare:dump",
                                "-XX:SharedClassListFile=" + classes,
                                "-XX:SharedArchiveFile=" + made,
                                "-cp",
                                joined(jars.stream())))
                .run(archive.resolveSibling(archive.getFileName() + ".log"), MAKING_LIMIT);
        try {
            Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
