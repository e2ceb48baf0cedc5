package dev.culvert.testkit.kafka;

import dev.culvert.testkit.embedded.EmbeddedFiles;
import dev.culvert.testkit.embedded.UnpackCache;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/** The broker's class path, and a formatted storage directory to copy: formatting takes a JVM, so it is done once. */
final class KafkaBinaries {
    private static final Duration FORMAT_LIMIT = Duration.ofMinutes(2);

    private KafkaBinaries() {}

    static List<String> java(List<String> jvmArguments, String mainClass, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmArguments);
        words.add("-cp");
        words.add(EmbeddedFiles.require("kafka/lib") + "/*");
        words.add(mainClass);
        words.addAll(List.of(arguments));
        return words;
    }

    /** Copies formatted storage of node 1 to {@code target}, as a cluster of its own. */
    static void format(Path target) {
        Path template = template();
        try {
            Files.createDirectory(target);
            try (Stream<Path> files = Files.list(template)) {
                for (Path file : files.toList()) {
                    Files.copy(file, target.resolve(file.getFileName()));
                }
            }
            Path meta = target.resolve("meta.properties");
            String identified = Files.readString(meta)
                    .replaceAll("(?m)^cluster\\.id=.*$", "cluster.id=" + randomId())
                    .replaceAll("(?m)^directory\\.id=.*$", "directory.id=" + randomId());
            Files.writeString(meta, identified);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot format " + target, e);
        }
    }

    private static Path template() {
        Path jar = broker();
        return UnpackCache.directory(
                        "kafka-data-" + UnpackCache.checksum(jar), ServerUser.SAME, KafkaBinaries::formatTemplate)
                .resolve("data");
    }

    private static void formatTemplate(Path directory) throws IOException {
        Path settings = Files.createTempFile("culvert-kafka", ".properties");
        Path log = Files.createTempFile("culvert-kafka", ".log");
        Files.writeString(
                settings,
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:9093
                listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093
                controller.listener.names=CONTROLLER
                log.dirs=%s
                """
                        .formatted(directory.resolve("data")));
        List<String> words = java(
                List.of("-Xmx256m"),
                "kafka.tools.StorageTool",
                "format",
                "--config",
                settings.toString(),
                "--cluster-id",
                randomId());
        ServerProcess.Command.of("kafka-storage format", directory, words).run(log, FORMAT_LIMIT);
        Files.delete(settings);
        Files.delete(log);
    }

    private static Path broker() {
        Path library = EmbeddedFiles.require("kafka/lib");
        try (Stream<Path> jars = Files.list(library)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("kafka_"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no kafka_*.jar in " + library));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String randomId() {
        return Uuid.randomUuid().toString();
    }
}
