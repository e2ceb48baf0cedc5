package dev.culvert.sink.kafka.offset;

import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.PositionContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes the records of positions. The context grows with the tables and seldom changes, so it is a record of its own, sent with the
 * first position that it is of. One per writer, whose thread it is used by.
 */
public final class OffsetRecordEncoder {
    private static final int ID_BYTES = 8;

    private final TopicPartition partition;
    private final String pipeline;
    private final LongSupplier ownership;
    private Optional<Sent> sent = Optional.empty();

    private record Sent(PositionContext context, String id) {}

    OffsetRecordEncoder(TopicPartition partition, String pipeline, LongSupplier ownership) {
        this.partition = partition;
        this.pipeline = pipeline;
        this.ownership = ownership;
    }

    /** The records to send, in this order; their partition is set. */
    public List<ProducerRecord<byte[], byte[]>> encode(OffsetRecord record) {
        if (sent.isPresent() && sent.get().context().equals(record.context())) {
            return List.of(position(record, sent.get().id()));
        }
        byte[] context = OffsetRecordJson.context(record.context());
        String id = id(context);
        sent = Optional.of(new Sent(record.context(), id));
        return List.of(record(OffsetKeys.context(pipeline, id), context), position(record, id));
    }

    /** What was encoded may not be in Kafka: the next position comes with its context again. */
    public void forget() {
        sent = Optional.empty();
    }

    private ProducerRecord<byte[], byte[]> position(OffsetRecord record, String contextId) {
        ProducerRecord<byte[], byte[]> position =
                record(OffsetKeys.position(pipeline), OffsetRecordJson.position(record, contextId));
        Ownership.write(ownership.getAsLong(), position.headers());
        return position;
    }

    private ProducerRecord<byte[], byte[]> record(String key, byte[] value) {
        return new ProducerRecord<>(
                partition.topic(), partition.partition(), key.getBytes(StandardCharsets.UTF_8), value);
    }

    private static String id(byte[] context) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(context);
            return HexFormat.of().formatHex(hash, 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
