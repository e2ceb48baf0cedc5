package dev.culvert.sink.flink.files;

import dev.culvert.sink.flink.record.Change;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The log's own columns, behind those of the row: what happened, where and when, and which record told it. */
final class OwnColumns {
    static final List<Type> FIELDS = List.of(
            text("_op"),
            Types.required(PrimitiveTypeName.INT64).named("_lsn"),
            Types.required(PrimitiveTypeName.INT64).named("_txn_seq"),
            Types.required(PrimitiveTypeName.INT64).named("_ordinal"),
            Types.required(PrimitiveTypeName.INT32).named("_generation"),
            Types.required(PrimitiveTypeName.INT64)
                    .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                    .named("_committed_at"),
            Types.optionalList().element(text("element")).named("_unchanged"),
            text("_topic"),
            Types.required(PrimitiveTypeName.INT32).named("_partition"),
            Types.required(PrimitiveTypeName.INT64).named("_offset"));

    static final List<String> NAMES = FIELDS.stream().map(Type::getName).toList();

    private OwnColumns() {}

    static Type text(String name) {
        return Types.optional(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(name);
    }

    /** @param first the place of the first of them in the schema */
    static void write(LogRow row, int first, RecordConsumer out) {
        Change.Place place = row.change().place();
        Change.Origin origin = row.change().origin();
        text(first, String.valueOf(place.op()), out);
        number(first + 1, origin.lsn(), out);
        number(first + 2, place.transaction(), out);
        number(first + 3, place.ordinal(), out);
        small(first + 4, place.generation(), out);
        number(first + 5, origin.commitMicros(), out);
        if (!row.unchanged().isEmpty()) {
            list(first + 6, row.unchanged(), out);
        }
        text(first + 7, row.from().topic(), out);
        small(first + 8, row.from().partition(), out);
        number(first + 9, row.offset(), out);
    }

    private static void text(int at, String value, RecordConsumer out) {
        start(at, out);
        out.addBinary(Binary.fromString(value));
        end(at, out);
    }

    private static void number(int at, long value, RecordConsumer out) {
        start(at, out);
        out.addLong(value);
        end(at, out);
    }

    private static void small(int at, int value, RecordConsumer out) {
        start(at, out);
        out.addInteger(value);
        end(at, out);
    }

    private static void list(int at, List<String> names, RecordConsumer out) {
        start(at, out);
        ParquetForm.TEXTS.cell().add(names, out);
        end(at, out);
    }

    // a writer goes by the place; names are for those that check

    private static void start(int at, RecordConsumer out) {
        out.startField("", at);
    }

    private static void end(int at, RecordConsumer out) {
        out.endField("", at);
    }
}
