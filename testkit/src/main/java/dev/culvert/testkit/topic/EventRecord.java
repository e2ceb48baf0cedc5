package dev.culvert.testkit.topic;

import dev.culvert.testkit.record.RecordFormatException;
import dev.culvert.testkit.record.TableRecord;
import dev.culvert.testkit.record.TableRecord.Change;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record of an event, as far as the sequence of changes goes: one that something was created by. */
final class EventRecord {
    private EventRecord() {}

    static Change change(ConsumerRecord<byte[], byte[]> raw) {
        return new Change(
                new TableRecord.Place(raw.topic(), raw.partition(), raw.offset()),
                Optional.empty(),
                TableRecord.Operation.CREATE,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                new TableRecord.Origin(
                        "",
                        "",
                        number(raw, "lsn"),
                        Optional.empty(),
                        false,
                        0,
                        number(raw, "txn_seq"),
                        number(raw, "ordinal")),
                number(raw, "ts_ms"));
    }

    private static long number(ConsumerRecord<byte[], byte[]> raw, String name) {
        Header header = raw.headers().lastHeader(name);
        if (header == null) {
            throw new RecordFormatException("an event without the header " + name);
        }
        return Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII));
    }
}
