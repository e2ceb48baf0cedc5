package dev.culvert.sink.kafka.record;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Takes the records of one change, in their order. The partition of each is set. */
@FunctionalInterface
public interface RecordSink {

    void accept(ProducerRecord<byte[], byte[]> record);
}
