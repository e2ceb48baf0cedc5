package dev.culvert.sink.kafka.record;

import static dev.culvert.sink.kafka.record.TestTables.BOOL;
import static dev.culvert.sink.kafka.record.TestTables.DATE;
import static dev.culvert.sink.kafka.record.TestTables.FLOAT8;
import static dev.culvert.sink.kafka.record.TestTables.INT4;
import static dev.culvert.sink.kafka.record.TestTables.INT8;
import static dev.culvert.sink.kafka.record.TestTables.NUMERIC_12_2;
import static dev.culvert.sink.kafka.record.TestTables.TEXT;
import static dev.culvert.sink.kafka.record.TestTables.TIMESTAMPTZ;
import static dev.culvert.sink.kafka.record.TestTables.UUID;

import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.FormatDefinition.Envelope;
import dev.culvert.sink.kafka.topic.TopicRef;
import java.time.Instant;
import java.util.List;

/** Prints what encoding one row of ten columns costs, on one thread, in each format. */
public final class EncoderBenchmark {
    private static final int ROWS = 2_000_000;

    private EncoderBenchmark() {}

    public static void main(String[] arguments) {
        TableSchema table = TestTables.table(
                "orders",
                List.of(0),
                "id",
                INT8,
                "customer",
                INT4,
                "status",
                TEXT,
                "amount",
                NUMERIC_12_2,
                "created",
                TIMESTAMPTZ,
                "due",
                DATE,
                "reference",
                UUID,
                "paid",
                BOOL,
                "rate",
                FLOAT8,
                "note",
                TEXT);
        TestRow row = TestRow.insert(
                table,
                "123456789",
                "4711",
                "shipped",
                "1234567.89",
                "2026-01-02 03:04:05.678901+00",
                "2026-02-01",
                "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
                "t",
                "0.0725",
                "left with the neighbours in the second floor, they were friendly");
        TopicRef topic = new TopicRef("shop.public.orders", "id", 6, false);
        for (int round = 0; round < 3; round++) {
            for (Envelope envelope : Envelope.values()) {
                run(envelope + " avro", TableFormats.avro(envelope, (s, schema) -> 1, "shop", "db", id -> topic), row);
                run(envelope + " json", TableFormats.json(envelope, "shop", "db", id -> topic), row);
            }
        }
    }

    private static void run(String name, TableFormats formats, TestRow row) {
        RecordEncoder encoder = new RecordEncoder(formats);
        ChangeContext context = new ChangeContext().transaction(1, 700, Instant.parse("2026-01-02T03:04:05Z"));
        long[] bytes = new long[1];
        long started = System.nanoTime();
        for (int i = 0; i < ROWS; i++) {
            encoder.row(row, context.change(i, i), record -> bytes[0] += record.value().length);
        }
        long nanos = System.nanoTime() - started;
        System.out.printf(
                "%-14s %5d ns/row, %,d rows/s, %d bytes%n",
                name, nanos / ROWS, ROWS * 1_000_000_000L / nanos, bytes[0] / ROWS);
    }
}
