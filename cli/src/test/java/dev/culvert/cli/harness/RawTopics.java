package dev.culvert.cli.harness;

import dev.culvert.testkit.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Every byte of every topic of a broker: aborted records and Kafka's own topics too. */
public final class RawTopics {
    private RawTopics() {}

    /** Those of the texts that stand somewhere, each with its topic. */
    public static Set<String> find(String bootstrap, Collection<String> texts) {
        Set<String> found = new TreeSet<>();
        new TopicReader(bootstrap, Map.of("exclude.internal.topics", false), Duration.ofMinutes(1))
                .read(names(bootstrap), TopicReader.Isolation.UNCOMMITTED, record -> {
                    String bytes = text(record);
                    texts.stream().filter(bytes::contains).forEach(each -> found.add(each + " in " + record.topic()));
                });
        return found;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder();
        append(record.key(), text);
        append(record.value(), text);
        record.headers().forEach(header -> {
            text.append(header.key());
            append(header.value(), text);
        });
        return text.toString();
    }

    private static void append(byte[] bytes, StringBuilder text) {
        if (bytes != null) {
            text.append(new String(bytes, StandardCharsets.ISO_8859_1)).append('\n');
        }
    }

    private static List<String> names(String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return List.copyOf(admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get());
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
