package dev.culvert.runtime.stream;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Bytes of a record's key and value. */
public final class RecordSize {
    private RecordSize() {}

    public static long of(ProducerRecord<byte[], byte[]> record) {
        return (record.key() == null ? 0 : record.key().length) + (record.value() == null ? 0 : record.value().length);
    }
}
