package dev.culvert.sink.flink.job;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** One jar with the job and all its libraries, in the form that {@code flink run} and Flink's web interface take: jars in a jar, under {@code lib}. */
public final class JobJar {
    private JobJar() {}

    /**
     * Writes it.
     *
     * @param file is not there yet
     * @throws CulvertException {@link ErrorCode#USAGE} if it cannot be written
     */
    public static void write(Path file) {
        try (JobLibraries libraries = JobLibraries.ofThisProcess()) {
            write(file, libraries);
        } catch (IOException e) {
            throw new CulvertException(
                    ErrorCode.USAGE,
                    file.toString(),
                    "It cannot be written: " + e.getMessage() + ".",
                    Changed.NOTHING,
                    "Give the name of a file that is not there, in a folder that can be written to.");
        }
    }

    private static void write(Path file, JobLibraries libraries) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, SinkJobMain.class.getName());
        try (JarOutputStream out =
                new JarOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), manifest)) {
            for (Path library : libraries.jars()) {
                out.putNextEntry(new JarEntry("lib/" + library.getFileName()));
                Files.copy(library, out);
                out.closeEntry();
            }
        }
    }
}
