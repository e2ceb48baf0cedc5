package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.RowImage;
import dev.culvert.sink.kafka.topic.TopicRef;
import dev.culvert.sink.kafka.type.ByteOutput;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the records of one table of one shape. For one thread. */
final class TableEncoder {
    private static final byte[] NO_HEADER = new byte[0];
    private static final byte[] NO_KEY = new byte[0];

    private final TopicRef topic;
    private final boolean hasKey;
    private final KeyLayout key;
    private final ValueLayout value;
    private final byte[] keyHeader;
    private final byte[] valueHeader;
    private final ByteOutput out;

    TableEncoder(TableFormat format, TableFormats formats, ByteOutput out) {
        this.topic = format.topic();
        this.hasKey = !format.table().key().isEmpty();
        this.key = formats.keyLayout(format);
        this.value = formats.valueLayout(format);
        this.keyHeader = format.valueSchema().isPresent() ? WireFormat.header(format.keySchemaId()) : NO_HEADER;
        this.valueHeader = format.valueSchema().isPresent() ? WireFormat.header(format.valueSchemaId()) : NO_HEADER;
        this.out = out;
    }

    boolean hasKey() {
        return hasKey;
    }

    boolean isCompacted() {
        return topic.compacted();
    }

    TopicRef topic() {
        return topic;
    }

    /** Bytes of the key; empty if the table has none. */
    byte[] key(RowImage image, RowImage old) {
        if (!hasKey) {
            return NO_KEY;
        }
        out.reset();
        out.raw(keyHeader);
        key.write(image, old, out);
        return out.toBytes();
    }

    ProducerRecord<byte[], byte[]> record(byte[] keyBytes, Change change) {
        return new ProducerRecord<>(topic.name(), partition(keyBytes), hasKey ? keyBytes : null, value(change));
    }

    ProducerRecord<byte[], byte[]> tombstone(byte[] keyBytes) {
        return new ProducerRecord<>(topic.name(), partition(keyBytes), keyBytes, null);
    }

    /** A record without a key, for one partition. */
    ProducerRecord<byte[], byte[]> truncate(int partition, byte[] valueBytes) {
        return new ProducerRecord<>(topic.name(), partition, null, valueBytes);
    }

    byte[] value(Change change) {
        out.reset();
        out.raw(valueHeader);
        value.write(change, out);
        return out.toBytes();
    }

    /** Without a key partition 0, since only one partition keeps an order. */
    private int partition(byte[] keyBytes) {
        return hasKey ? topic.partitionOf(keyBytes) : 0;
    }
}
