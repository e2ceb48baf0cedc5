package dev.culvert.sink.kafka.record;

import dev.culvert.sink.kafka.topic.ExistingTopic;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * Tells beforehand whether a record is more than its topic or the producer takes. A broker tells it afterwards, when a transaction is
 * lost by it. Thread-safe.
 *
 * <p>The producer's own limit is of the record as it is, the topic's of the batch as it is compressed: a record that might be too large
 * is made into a batch of its own, compressed as the producer does it, and as the topic has it done if that is something else.
 */
public final class SizeLimits {
    /** What a codec may add to what cannot be compressed. */
    private static final int CODEC_OVERHEAD = 1_024;

    private static final int CODEC_SHARE = 128;

    private final Map<String, Limit> limits = new HashMap<>();
    private final Compression producer;
    private final long request;

    private record Limit(int bytes, Optional<Compression> own) {}

    /**
     * @param topics as they are now
     * @param settings of the producer
     */
    public SizeLimits(Collection<ExistingTopic> topics, Map<String, String> settings) {
        this.producer = compression(settings.getOrDefault("compression.type", "none"), settings);
        this.request = Math.min(
                Long.parseLong(settings.getOrDefault("max.request.size", "1048576")),
                Long.parseLong(settings.getOrDefault("buffer.memory", "33554432")));
        for (ExistingTopic topic : topics) {
            String bytes = topic.config().get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            String type = topic.config().getOrDefault(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
            if (bytes != null) {
                limits.put(
                        topic.ref().name(),
                        new Limit(
                                Integer.parseInt(bytes),
                                type.equals("producer") ? Optional.empty() : Optional.of(compression(type, Map.of()))));
            }
        }
    }

    /** Why a record is too large, with its size; empty if it is not. */
    Optional<String> exceeded(ProducerRecord<byte[], byte[]> record) {
        Header[] headers = record.headers().toArray();
        int bound = AbstractRecords.estimateSizeInBytesUpperBound(
                RecordBatch.CURRENT_MAGIC_VALUE,
                producer.type() == CompressionType.NONE ? CompressionType.NONE : producer.type(),
                record.key(),
                record.value(),
                headers);
        if (bound > request) {
            return Optional.of("A record of " + size(record)
                    + " bytes (key and value, uncompressed) is more than the producer takes (max.request.size or buffer.memory, "
                    + request + ").");
        }
        Limit limit = limits.get(record.topic());
        if (limit == null || bound + bound / CODEC_SHARE + CODEC_OVERHEAD <= limit.bytes()) {
            return Optional.empty();
        }
        boolean tooLarge = batch(record, producer) > limit.bytes()
                || limit.own().map(own -> batch(record, own) > limit.bytes()).orElse(false);
        return tooLarge
                ? Optional.of("A record of " + size(record)
                        + " bytes (key and value, uncompressed) is more than the topic takes (max.message.bytes "
                        + limit.bytes() + ").")
                : Optional.empty();
    }

    private static int batch(ProducerRecord<byte[], byte[]> record, Compression compression) {
        return MemoryRecords.withRecords(
                        RecordBatch.CURRENT_MAGIC_VALUE,
                        compression,
                        new SimpleRecord(
                                0,
                                record.key(),
                                record.value(),
                                record.headers().toArray()))
                .sizeInBytes();
    }

    private static int size(ProducerRecord<byte[], byte[]> record) {
        return (record.key() == null ? 0 : record.key().length) + (record.value() == null ? 0 : record.value().length);
    }

    private static Compression compression(String type, Map<String, String> settings) {
        Optional<Integer> level = Optional.ofNullable(settings.get("compression." + type + ".level"))
                .map(Integer::parseInt);
        return switch (type) {
            case "gzip" ->
                level.map(n -> Compression.gzip().level(n))
                        .orElseGet(Compression::gzip)
                        .build();
            case "lz4" ->
                level.map(n -> Compression.lz4().level(n))
                        .orElseGet(Compression::lz4)
                        .build();
            case "zstd" ->
                level.map(n -> Compression.zstd().level(n))
                        .orElseGet(Compression::zstd)
                        .build();
            case "snappy" -> Compression.snappy().build();
            default -> Compression.NONE;
        };
    }
}
