package dev.culvert.testkit.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.registry.RegistryServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What is started again and again maps an archive of its classes, once there is one: another JVM may be making it. */
class SharedClassesIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void ofABroker() {
        eventually(() -> {
            try (KafkaServer broker = KafkaServer.builder().start()) {
                return mapsArchive(broker.pid());
            }
        });
    }

    @Test
    void ofARegistry() {
        eventually(() -> {
            try (RegistryServer registry = RegistryServer.create()) {
                return mapsArchive(registry.pid());
            }
        });
    }

    /** A class path with folders before the jars, as a test's is, would be another one than the archive's. */
    @Test
    void ofAProgramOfTheTests() {
        eventually(() -> {
            try (JavaProcess driver = JavaProcess.of("org.postgresql.util.PGJDBCMain")
                    .sharesClasses("driver")
                    .jvmArgument("-Xlog:class+load")
                    .start()) {
                driver.exitCode(LIMIT);
                return driver.out().text().contains("org.postgresql.Driver source: shared objects file");
            }
        });
    }

    private static void eventually(BooleanSupplier started) {
        assertThat(Deadline.after(LIMIT).await(started)).isTrue();
    }

    private static boolean mapsArchive(long pid) {
        try {
            // the JVM's own archive of the JDK's classes is there in any case
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "maps")).stream()
                    .anyMatch(line -> line.matches(".*/classes-[^/]*[.]jsa"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
