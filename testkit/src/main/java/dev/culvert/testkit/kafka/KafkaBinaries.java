package dev.culvert.testkit.kafka;

import dev.culvert.testkit.embedded.EmbeddedFiles;
import dev.culvert.testkit.embedded.UnpackCache;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import dev.culvert.testkit.process.SharedClasses;
import dev.culvert.testkit.process.TestkitException;
import dev.culvert.testkit.topic.TopicReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.StringSerializer;

/** The broker's class path, and a formatted storage directory to copy: formatting takes a JVM, so it is done once. */
final class KafkaBinaries {
    private static final Duration FORMAT_LIMIT = Duration.ofMinutes(2);

    private KafkaBinaries() {}

    static List<String> java(List<String> jvmArguments, String mainClass, String... arguments) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmArguments);
        words.add("-cp");
        words.add(jars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        words.add(mainClass);
        words.addAll(List.of(arguments));
        return words;
    }

    /** The class path, always in the same order. */
    private static List<Path> jars() {
        Path library = EmbeddedFiles.require("kafka/lib");
        try (Stream<Path> files = Files.list(library)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The options that make its start short. */
    static List<String> sharedClasses() {
        return SharedClasses.of(EmbeddedFiles.require("kafka"), jars(), KafkaBinaries::train);
    }

    /** From its start to its end in good order, with a transaction in between. */
    private static void train(String option) {
        try (KafkaServer server = new KafkaServerBuilder().training(option).start()) {
            server.createTopic("training", 1, Map.of());
            Map<String, Object> settings = Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    server.bootstrap(),
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    "training");
            try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("training", "value"));
                producer.commitTransaction();
            }
            new TopicReader(server.bootstrap(), Map.of(), FORMAT_LIMIT)
                    .read(List.of("training"), TopicReader.Isolation.COMMITTED, record -> {});
            server.stop();
        }
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
        return jars().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("kafka_"))
                .findFirst()
                .orElseThrow(() -> new TestkitException("no kafka_*.jar in " + EmbeddedFiles.require("kafka/lib")));
    }

    private static String randomId() {
        return Uuid.randomUuid().toString();
    }
}
