package dev.culvert.testkit.embedded;

import dev.culvert.testkit.process.TestkitException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directory of the servers' archives: the system property {@code culvert.embedded.dir}, else the environment's
 * {@code CULVERT_EMBEDDED_DIR}, else {@code testkit/target/embedded} under the nearest parent that has it.
 */
public final class EmbeddedFiles {
    private static final Path BUILT = Path.of("testkit", "target", "embedded");

    private EmbeddedFiles() {}

    /** The file or directory of that name; a {@link TestkitException} that says how to get it when it is missing. */
    public static Path require(String name) {
        Path file = directory().resolve(name);
        if (!Files.exists(file)) {
            throw new TestkitException(
                    file + " is missing; it is put there by: mvn -pl testkit -am generate-resources");
        }
        return file;
    }

    private static Path directory() {
        String property = System.getProperty("culvert.embedded.dir");
        if (property != null) {
            return Path.of(property);
        }
        String variable = System.getenv("CULVERT_EMBEDDED_DIR");
        if (variable != null) {
            return Path.of(variable);
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path parent = start; parent != null; parent = parent.getParent()) {
            if (Files.isDirectory(parent.resolve(BUILT))) {
                return parent.resolve(BUILT);
            }
        }
        throw new TestkitException("no " + BUILT + " in " + start
                + " or a parent of it; set CULVERT_EMBEDDED_DIR, or: mvn -pl testkit -am generate-resources");
    }
}
