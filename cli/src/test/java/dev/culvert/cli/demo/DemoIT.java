package dev.culvert.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.cli.Main;
import dev.culvert.testkit.process.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code culvert demo} as a process: what it shows, how it ends, and that nothing of it is left. */
class DemoIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Everything that the demo starts has its files here; servers that drop root's rights must get in. */
    private Path directory;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createTempDirectory(
                Path.of("/var/tmp"),
                "demo-it-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void remove() throws IOException {
        Files.deleteIfExists(directory);
    }

    private JavaProcess.Builder culvert() {
        return JavaProcess.of(Main.class)
                .jvmArgument("-Xmx384m")
                .systemProperty("culvert.run.dir", directory.toString());
    }

    @Test
    void upgradesAndGoesBackAndLosesNothing() {
        try (JavaProcess demo = culvert().start("demo", "--full")) {
            int exitCode = demo.exitCode(LIMIT);
            String out = demo.out().text();
            assertThat(exitCode).as(out + demo.err().text()).isZero();
            assertThat(commands(out))
                    .containsExactly(
                            "doctor",
                            "migrate start",
                            "migrate status",
                            "migrate verify",
                            "migrate cutover",
                            "migrate status",
                            "migrate rollback",
                            "migrate verify",
                            "migrate cutover");
            assertThat(out)
                    .contains("shop-15-to-18  READY  writes go to: source")
                    .contains("shop-15-to-18  SWITCHED  writes go to: target")
                    .contains("switched from PostgreSQL 15.", "rolled back from PostgreSQL 18.")
                    .contains("refuses writes: ERROR: ")
                    .containsPattern("Kafka +[1-9][0-9]* changes so far; .* changes\\.public\\.orders +create")
                    .containsPattern(
                            "acknowledged +[1-9][0-9]{2,}\n +missing +0\n +twice +0\n +ghosts +0 .*\n +errors +0 ")
                    .contains("every one is there, once; nobody noticed");
            assertNothingIsLeft();
        }
    }

    /** Without a pooler there are definite errors, and nothing is lost all the same; it stays until it is told to end. */
    @Test
    void goesWithoutAPoolerAndStaysIfItIsToldTo() {
        try (JavaProcess demo = culvert().environment("PATH", "/usr/bin:/bin").start("demo", "--keep")) {
            demo.out().waitFor(line -> line.contains("end it with Ctrl-C"), LIMIT);
            demo.out().waitFor(line -> line.contains("definition") && line.contains("shop.yaml"), LIMIT);
            assertThat(demo.err().text()).contains("no pooler: the customers connect directly");
            assertThat(demo.out().text())
                    .containsPattern("missing +0\n +twice +0\n +ghosts +0 .*\n +errors +[1-9]")
                    .doesNotContain("nobody noticed");
            demo.signal("INT");
            assertThat(demo.exitCode(LIMIT)).as(demo.err().text()).isEqualTo(130);
            assertThat(demo.out().text()).contains("every one is there, once");
            assertNothingIsLeft();
        }
    }

    @Test
    void saysWhichPackageIsMissing() {
        try (JavaProcess demo =
                culvert().environment("CULVERT_PG_BIN", directory.toString()).start("demo")) {
            assertThat(demo.exitCode(LIMIT)).isEqualTo(3);
            assertThat(demo.err().text())
                    .contains("CV-DUMP-TOOL-MISSING", "apt-get install postgresql-client-18")
                    .doesNotContain("starting");
        }
    }

    private static List<String> commands(String out) {
        return out.lines()
                .filter(line -> line.startsWith("$ culvert "))
                .map(line -> line.replaceFirst("\\$ culvert ", "").replaceFirst(" (--|/).*", ""))
                .toList();
    }

    /** What it started ends with it, or a moment later. */
    private void assertNothingIsLeft() {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(directory).isEmptyDirectory();
            assertThat(ProcessHandle.allProcesses().filter(this::isOurs)).isEmpty();
        });
    }

    private boolean isOurs(ProcessHandle process) {
        boolean named = process.info()
                .commandLine()
                .filter(line -> line.contains(directory + "/"))
                .isPresent();
        return named
                || Stream.of(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                        .anyMatch(this::isInside);
    }

    private boolean isInside(Path link) {
        try {
            return Files.readSymbolicLink(link).startsWith(directory);
        } catch (IOException gone) {
            return false;
        }
    }
}
