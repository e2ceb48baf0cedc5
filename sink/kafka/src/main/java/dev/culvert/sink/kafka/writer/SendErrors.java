package dev.culvert.sink.kafka.writer;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.client.KafkaErrors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What can go wrong with a record on its way. */
final class SendErrors {
    private SendErrors() {}

    /** Bytes of key and value. */
    static int size(ProducerRecord<byte[], byte[]> record) {
        return (record.key() == null ? 0 : record.key().length) + (record.value() == null ? 0 : record.value().length);
    }

    /** Whether an error is about the very record that it was thrown for; else the producer tells of an earlier one again. */
    static boolean isOf(Throwable thrown) {
        return KafkaErrors.root(thrown) == thrown && !(thrown instanceof IllegalStateException);
    }

    /** @param bootstrap where the topic is, for who has to alter it */
    static CulvertException translate(Throwable thrown, String topic, int size, String bootstrap) {
        if (thrown instanceof RecordTooLargeException) {
            return new CulvertException(
                    ErrorCode.RECORD_TOO_LARGE,
                    "topic " + topic,
                    "A record of " + size
                            + " bytes (key and value, uncompressed) is more than the topic or the producer takes.",
                    Changed.POSITION_KEPT,
                    "Raise max.message.bytes: kafka-configs.sh --bootstrap-server " + bootstrap
                            + " --alter --entity-type topics --entity-name " + topic
                            + " --add-config max.message.bytes=" + roomFor(size)
                            + "    (and max.request.size and buffer.memory under kafka.producer, if the record is over 32 MB)."
                            + " Or go on without it: onError: dead-letter.");
        }
        return KafkaErrors.translate(thrown, "topic " + topic, "sending a record", Changed.POSITION_KEPT);
    }

    private static long roomFor(int size) {
        long room = 16L * 1024 * 1024;
        while (room < size + 65_536L) {
            room *= 2;
        }
        return room;
    }
}
