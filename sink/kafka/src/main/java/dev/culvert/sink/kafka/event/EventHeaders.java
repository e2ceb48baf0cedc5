package dev.culvert.sink.kafka.event;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.sink.kafka.record.ChangeContext;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The headers of events: text in UTF-8, numbers in decimal. */
final class EventHeaders {
    private EventHeaders() {}

    static void text(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Where the event stands in the stream. */
    static void place(ProducerRecord<byte[], byte[]> record, ChangeContext context, Lsn lsn) {
        text(record, "txn_seq", Long.toString(context.txnSequence()));
        text(record, "ordinal", Long.toString(context.ordinal()));
        text(record, "lsn", Long.toUnsignedString(lsn.value()));
        text(record, "ts_ms", Long.toString(Math.floorDiv(context.commitMicros(), 1_000)));
    }
}
