package dev.culvert.sink.flink.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Where in a record's bytes stands what every change has: its place in the stream, its row and what that leaves unchanged. The row's values
 * are not read. Of records whose schema is the newest of their topic. For one thread.
 */
final class RecordLayout {
    private enum Part {
        PASS,
        BEFORE,
        AFTER,
        OP,
        TRANSACTION,
        ORDINAL,
        GENERATION,
        LSN,
        MICROS,
        MILLIS,
        UNCHANGED
    }

    private static final int ROW = 1;
    private static final long MICROS_OF_MILLI = 1_000;

    private final List<Part> parts = new ArrayList<>();
    private final List<AvroSkip> skips = new ArrayList<>();
    private final boolean flat;

    private Change.Kind kind;
    private long transaction;
    private long ordinal;
    private int generation;
    private long lsn;
    private long commitMicros;
    private int rowAt;
    private int oldAt;
    private List<String> unchanged = List.of();

    private RecordLayout(Schema schema) {
        flat = schema.getField("after") == null;
        for (Schema.Field field : schema.getFields()) {
            if (!flat && field.name().equals("source")) {
                field.schema().getFields().forEach(each -> add("__" + each.name(), each, true));
            } else {
                add(flat ? field.name() : "__" + field.name(), field, false);
            }
        }
    }

    private void add(String name, Schema.Field field, boolean inSource) {
        parts.add(
                switch (name) {
                    case "__before" -> flat ? Part.PASS : Part.BEFORE;
                    case "__after" -> flat ? Part.PASS : Part.AFTER;
                    case "__op" -> Part.OP;
                    case "__txn_seq" -> Part.TRANSACTION;
                    case "__ordinal" -> Part.ORDINAL;
                    case "__generation" -> Part.GENERATION;
                    case "__lsn" -> Part.LSN;
                    case "__ts_us" -> inSource ? Part.MICROS : Part.PASS;
                    case "__ts_ms" -> flat ? Part.MILLIS : Part.PASS;
                    case "__unchanged" -> Part.UNCHANGED;
                    default -> Part.PASS;
                });
        Part part = parts.get(parts.size() - 1);
        boolean nullable = part == Part.AFTER || part == Part.BEFORE;
        skips.add(AvroSkip.of(nullable ? field.schema().getTypes().get(1) : field.schema()));
    }

    /** Empty if something is not as this version writes it; then the Avro library's reader is the way. */
    static Optional<RecordLayout> of(Schema schema) {
        boolean flat = schema.getField("after") == null;
        String prefix = flat ? "__" : "";
        Schema place = flat || schema.getField("source") == null
                ? schema
                : schema.getField("source").schema();
        boolean usual = is(schema, prefix + "op", Schema.Type.STRING)
                && is(schema, prefix + "unchanged", Schema.Type.ARRAY)
                && is(place, prefix + "txn_seq", Schema.Type.LONG)
                && is(place, prefix + "ordinal", Schema.Type.LONG)
                && is(place, prefix + "generation", Schema.Type.INT)
                && is(place, prefix + "lsn", Schema.Type.LONG)
                && is(place, flat ? "__ts_ms" : "ts_us", Schema.Type.LONG)
                && (flat || isNullable(schema, "before") && isNullable(schema, "after"));
        return usual ? Optional.of(new RecordLayout(schema)) : Optional.empty();
    }

    private static boolean is(Schema record, String field, Schema.Type type) {
        return record.getType() == Schema.Type.RECORD
                && record.getField(field) != null
                && record.getField(field).schema().getType() == type;
    }

    private static boolean isNullable(Schema record, String field) {
        Schema row =
                record.getField(field) == null ? record : record.getField(field).schema();
        return row.getType() == Schema.Type.UNION
                && row.getTypes().size() == 2
                && row.getTypes().get(0).getType() == Schema.Type.NULL
                && row.getTypes().get(1).getType() == Schema.Type.RECORD;
    }

    /** Goes through a record. @param in at its beginning */
    void read(AvroCursor in) {
        rowAt = flat ? in.at : -1;
        oldAt = rowAt;
        unchanged = List.of();
        for (int i = 0; i < parts.size(); i++) {
            switch (parts.get(i)) {
                case PASS -> skips.get(i).pass(in);
                case BEFORE -> oldAt = row(in, skips.get(i));
                case AFTER -> rowAt = row(in, skips.get(i));
                case OP -> kind = operation(in);
                case TRANSACTION -> transaction = in.number();
                case ORDINAL -> ordinal = in.number();
                case GENERATION -> generation = (int) in.number();
                case LSN -> lsn = in.number();
                case MICROS -> commitMicros = in.number();
                case MILLIS -> commitMicros = in.number() * MICROS_OF_MILLI;
                case UNCHANGED -> names(in);
            }
        }
    }

    private static int row(AvroCursor in, AvroSkip skip) {
        if (in.branch(2) != ROW) {
            return -1;
        }
        int at = in.at;
        skip.pass(in);
        return at;
    }

    private static Change.Kind operation(AvroCursor in) {
        if (in.length() != 1) {
            throw new UnreadableException("it has an operation that is not known");
        }
        return Change.kind((char) in.one());
    }

    private void names(AvroCursor in) {
        for (long count = in.number(); count != 0; count = in.number()) {
            if (count < 0) {
                in.number(); // its size in bytes
            }
            if (unchanged.isEmpty()) {
                unchanged = new ArrayList<>();
            }
            for (long i = Math.abs(count); i > 0; i--) {
                int length = in.length();
                unchanged.add(new String(in.bytes, in.at, length, StandardCharsets.UTF_8));
                in.pass(length);
            }
        }
    }

    Change.Place place() {
        return new Change.Place(kind, transaction, ordinal, generation);
    }

    Change.Origin origin() {
        return new Change.Origin(lsn, commitMicros);
    }

    /** Where the row begins; -1 if there is none. */
    int rowAt() {
        return rowAt;
    }

    /** Where the row begins that was there before; -1 if there is none. */
    int oldAt() {
        return oldAt;
    }

    /** Names of fields. */
    List<String> unchanged() {
        return unchanged;
    }
}
