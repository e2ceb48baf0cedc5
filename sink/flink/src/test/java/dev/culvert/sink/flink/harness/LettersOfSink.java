package dev.culvert.sink.flink.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.testkit.kafka.KafkaServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/** The dead letters of a scene's sink, as a consumer of anybody's reads them: pieces that follow one another are put together. */
public final class LettersOfSink {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String topic;
    private final String writers;

    public LettersOfSink(SinkScene scene) {
        this.topic = topic(scene);
        this.writers = "culvert." + scene.name() + ".letters." + SinkScene.SINK + ".";
    }

    /** Of a writer's producer of letters: one more whenever it is fenced, and when one begins. */
    public int epoch(int writer) {
        String id = writers + writer;
        try (Admin admin = KafkaServer.shared().admin()) {
            return Stops.done(admin.describeTransactions(List.of(id)).description(id))
                    .producerEpoch();
        }
    }

    public void awaitEpoch(int writer, int least) {
        Awaitility.await().atMost(Stops.LIMIT).until(() -> epoch(writer) >= least);
    }

    public static String topic(SinkScene scene) {
        return scene.name() + ".dead-letter." + SinkScene.SINK;
    }

    /** Lets what cannot be applied go aside. */
    public static SinkScene wanted(SinkScene scene) {
        scene.edit(yaml -> yaml.replace("commitInterval: 200ms", "commitInterval: 200ms\n    onError: dead-letter"));
        return scene;
    }

    /** @param record topic's id, partition and offset of the record */
    public record Seen(JsonNode document, String record, String code) {
        public String text(String pointer) {
            return document.at(pointer).asText(null);
        }
    }

    public List<Seen> all() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", KafkaServer.shared().bootstrap(),
                        "isolation.level", "read_committed",
                        "allow.auto.create.topics", "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            if (!consumer.listTopics().containsKey(topic)) {
                return List.of();
            }
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<Seen> seen = new ArrayList<>();
            ByteArrayOutputStream open = new ByteArrayOutputStream();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    open.writeBytes(record.value());
                    if (header(record, "piece").equals(header(record, "pieces"))) {
                        seen.add(seen(open.toByteArray(), record));
                        open.reset();
                    }
                }
            }
            return seen;
        }
    }

    private static Seen seen(byte[] document, ConsumerRecord<byte[], byte[]> last) {
        if (document.length != Integer.parseInt(header(last, "length"))) {
            throw new AssertionError("a letter of " + document.length + " bytes, and not " + header(last, "length"));
        }
        try {
            return new Seen(MAPPER.readTree(document), header(last, "record"), header(last, "code"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader("culvert." + name).value(), StandardCharsets.UTF_8);
    }

    /** Those of a table. */
    public Stream<Seen> of(String table) {
        return all().stream().filter(letter -> letter.text("/table").equals(table));
    }
}
