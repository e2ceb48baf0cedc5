package dev.culvert.benchmarks.jmh;

import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.definition.FormatDefinition.Envelope;
import dev.culvert.sink.kafka.record.ChangeContext;
import dev.culvert.sink.kafka.record.RecordEncoder;
import dev.culvert.sink.kafka.record.TableFormats;
import dev.culvert.sink.kafka.topic.TopicRef;
import java.time.Instant;

/** What is made of a row. */
public enum RowUse {
    /** Nothing but the cursor. */
    CURSOR,
    /** A record in Debezium's envelope as Avro. */
    AVRO,
    /** A record in Debezium's envelope as JSON. */
    JSON;

    private static final int SCHEMA_ID = 1;
    private static final TopicRef TOPIC = new TopicRef("shop.public.orders", "id", 6, false);

    /** Takes rows; for one thread. */
    public interface Taker {
        /** The bytes that came of it, or its operation: something that depends on all that was done. */
        long take(RowCursor row);
    }

    public Taker taker() {
        return switch (this) {
            case CURSOR -> row -> row.operation().ordinal();
            case AVRO ->
                encoding(TableFormats.avro(
                        Envelope.DEBEZIUM, (subject, schema) -> SCHEMA_ID, "shop", "db", table -> TOPIC));
            case JSON -> encoding(TableFormats.json(Envelope.DEBEZIUM, "shop", "db", table -> TOPIC));
        };
    }

    private static Taker encoding(TableFormats formats) {
        RecordEncoder encoder = new RecordEncoder(formats);
        ChangeContext context = new ChangeContext().transaction(1, 700, Instant.parse("2026-11-22T08:15:30Z"));
        long[] bytes = new long[1];
        return row -> {
            encoder.row(row, context.change(1, 1), record -> bytes[0] += record.value().length);
            return bytes[0];
        };
    }
}
