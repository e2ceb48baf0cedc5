package dev.culvert.testkit.record;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records in one encoding. Not safe for use by several threads. */
public interface RecordDecoder {
    /** A record of a table's topic; {@link RecordFormatException} when it is not one. */
    TableRecord table(ConsumerRecord<byte[], byte[]> record);

    /** A record of the topic {@code <pipeline>.transactions}; {@link RecordFormatException} when it is not one. */
    TransactionRecord transaction(ConsumerRecord<byte[], byte[]> record);

    /** Confluent's wire format with schemas of this registry, {@code url} being the base of its REST interface. */
    static RecordDecoder avro(String url) {
        return new AvroRecords(new SchemasById(url));
    }

    static RecordDecoder json() {
        return new JsonRecords();
    }
}
