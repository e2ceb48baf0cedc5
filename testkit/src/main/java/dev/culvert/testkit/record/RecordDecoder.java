package dev.culvert.testkit.record;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records in one encoding. Not safe for use by several threads. */
public interface RecordDecoder {
    /** A record of a table's topic; {@link RecordFormatException} when it is not one. */
    TableRecord table(ConsumerRecord<byte[], byte[]> record);

    /** A record of the topic {@code <pipeline>.transactions}; {@link RecordFormatException} when it is not one. */
    TransactionRecord transaction(ConsumerRecord<byte[], byte[]> record);

    /**
     * The columns of a topic as its newest schema has them, with what a reader takes for one that a record does not have; empty if
     * records tell their columns by themselves.
     */
    default Optional<Row> newestColumns(String topic) {
        return Optional.empty();
    }

    /** Confluent's wire format with schemas of this registry, {@code url} being the base of its REST interface. */
    static RecordDecoder avro(String url) {
        return new AvroRecords(new SchemasById(url));
    }

    static RecordDecoder json() {
        return new JsonRecords();
    }
}
