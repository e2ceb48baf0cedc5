package dev.culvert.sink.flink.files;

import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.RecordReader;
import dev.culvert.sink.flink.source.PipelineTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.data.Record;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Holds a log against its topics, record by record: each is in the files once, a truncate once for all partitions, and nothing else is. */
final class LogOfTopics {
    private final Map<String, Change.Place> wanted = new HashMap<>();
    private final Set<String> truncates = new HashSet<>();
    private long rows;

    private LogOfTopics() {}

    /** What is not so; empty if nothing. */
    static List<String> differences(SinkScene scene, LogFiles files) {
        LogOfTopics topics = new LogOfTopics();
        Set<String> names = new HashSet<>();
        scene.topics().tables().forEach(table -> names.add(table.topic()));
        for (String table : files.tables()) { // and those that a table was in before
            files.rows(table).forEach(row -> names.add((String) row.getField("_topic")));
        }
        topics.read(scene.topics(), names);
        List<String> differences = topics.compare(files);
        if (topics.rows == 0) {
            differences.add("the log is empty");
        }
        return differences;
    }

    private void read(PipelineTopics topics, Set<String> names) {
        RecordReader reader = topics.recordReader();
        try (KafkaConsumer<byte[], byte[]> consumer = topics.consumer()) {
            List<TopicPartition> partitions = names.stream()
                    .flatMap(name -> consumer.partitionsFor(name).stream())
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
            while (!ends.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.value() != null) {
                        wanted.put(
                                record.topic() + "-" + record.partition() + "@" + record.offset(),
                                reader.change(record.topic(), record.key(), record.value())
                                        .place());
                    }
                }
                ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            }
        }
    }

    private List<String> compare(LogFiles files) {
        List<String> differences = new ArrayList<>();
        for (String table : files.tables()) {
            for (Record row : files.rows(table)) {
                rows++;
                String at = row.getField("_topic") + "-" + row.getField("_partition") + "@" + row.getField("_offset");
                Change.Place place = wanted.remove(at);
                if (place == null) {
                    differences.add("twice, or of no record: " + at);
                } else if (!row.getField("_op").equals(String.valueOf(place.op()))
                        || (Long) row.getField("_txn_seq") != place.transaction()
                        || (Long) row.getField("_ordinal") != place.ordinal()
                        || (Integer) row.getField("_generation") != place.generation()) {
                    differences.add(at + " is " + place + ", and the log has another one");
                } else if (place.kind() == Change.Kind.TRUNCATE
                        && !truncates.add(row.getField("_topic") + "" + place)) {
                    differences.add("twice: " + place);
                }
            }
        }
        wanted.entrySet()
                .removeIf(left -> left.getValue().kind() == Change.Kind.TRUNCATE
                        && truncates.contains(left.getKey().replaceAll("-\\d+@\\d+$", "") + left.getValue()));
        wanted.forEach((at, place) -> differences.add("missing: " + at + " " + place));
        return differences;
    }

    /** As the test says it. */
    static void requireSame(SinkScene scene, LogFiles files, String as) {
        List<String> differences = differences(scene, files);
        if (!differences.isEmpty()) {
            throw new AssertionError(as + ": " + differences.size() + " differences, "
                    + differences.subList(0, Math.min(10, differences.size())));
        }
    }
}
