package dev.culvert.sink.kafka.transaction;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import dev.culvert.sink.kafka.type.RecordSchemas;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads the number of the last transaction back from {@code <pipeline>.transactions}, where no offset record tells it. */
public final class LastTransaction {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FIRST_LOOK = 64;

    /** A zero and the id of the schema. */
    private static final int WIRE_HEADER = 5;

    private LastTransaction() {}

    /**
     * @param topic {@link dev.culvert.sink.kafka.topic.TopicNames#transactions}, which is there
     * @return empty if it has no committed record
     * @throws CulvertException as {@link KafkaErrors} says
     */
    public static Optional<Long> sequence(KafkaClients clients, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer()) {
            consumer.assign(List.of(partition));
            long beginning = consumer.beginningOffsets(List.of(partition)).get(partition);
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            for (long look = FIRST_LOOK; ; look *= 16) {
                long from = Math.max(beginning, end - look);
                Optional<byte[]> last = last(consumer, partition, from, end);
                if (last.isPresent() || from == beginning) {
                    return last.map(value -> decode(topic, value));
                }
            }
        } catch (KafkaException e) {
            throw KafkaErrors.translate(e, "topic " + topic, "reading its end", Changed.NOTHING);
        }
    }

    private static Optional<byte[]> last(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        consumer.seek(partition, from);
        Optional<byte[]> last = Optional.empty();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (consumer.position(partition) < end) {
            if (System.nanoTime() - deadline > 0) {
                throw new CulvertException(
                        ErrorCode.KAFKA_UNREACHABLE,
                        "topic " + partition.topic(),
                        "After " + LIMIT.toSeconds() + " s its last records were not read.",
                        Changed.NOTHING,
                        "Check the brokers, then start again.");
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                last = Optional.ofNullable(record.value());
            }
        }
        return last;
    }

    private static long decode(String topic, byte[] value) {
        try {
            if (value.length > WIRE_HEADER && value[0] == 0) {
                GenericRecord record = new GenericDatumReader<GenericRecord>(RecordSchemas.TRANSACTION)
                        .read(
                                null,
                                DecoderFactory.get()
                                        .binaryDecoder(value, WIRE_HEADER, value.length - WIRE_HEADER, null));
                return (Long) record.get("txn_seq");
            }
            return new ObjectMapper().readTree(value).required("txn_seq").longValue();
        } catch (IOException | RuntimeException e) {
            throw new CulvertException(
                    ErrorCode.OFFSET_UNREADABLE,
                    "topic " + topic,
                    "Its last record is not one of a transaction, so that the next number cannot be told.",
                    Changed.NOTHING,
                    "See who else writes to this topic; only Culvert's user may. A new kafka.topic begins anew.");
        }
    }
}
