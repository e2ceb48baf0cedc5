package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.Utf8;
import dev.culvert.sink.kafka.type.ByteOutput;
import dev.culvert.sink.kafka.type.Codecs;
import dev.culvert.sink.kafka.type.Undecodable;
import dev.culvert.sink.kafka.type.ValueCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;

/**
 * The value of a column in rows that are older than it, as the default of its field: a reader that takes the newest schema for older
 * records gets it. Avro's defaults are of the first branch of a union, and JSON.
 */
public final class MissingValue {
    private static final int FIRST = 0;

    private MissingValue() {}

    /** Whether a field can have it as its default. */
    public static boolean isExpressible(ColumnType type, String text) {
        try {
            List<Schema> branches = Codecs.of(type).branches("dev.culvert.Missing");
            Optional<Object> value = value(type, text, branches);
            value.ifPresent(found -> new Schema.Field("missing", schema(branches), null, found));
            return value.isPresent();
        } catch (AvroRuntimeException e) {
            return false; // its own check of defaults
        }
    }

    /** The schema of a field with such a default: null comes last. */
    static Schema schema(List<Schema> branches) {
        Schema[] all = branches.toArray(new Schema[branches.size() + 1]);
        all[branches.size()] = Schema.create(Schema.Type.NULL);
        return Schema.createUnion(all);
    }

    /** What Avro's library takes for a default; empty if there is none. */
    static Optional<Object> value(ColumnType type, String text, List<Schema> branches) {
        ValueCodec codec = Codecs.of(type);
        ByteOutput out = new ByteOutput(64);
        try {
            codec.avro(Utf8.of(text), out, FIRST);
            Object value = new GenericDatumReader<>(schema(branches))
                    .read(null, DecoderFactory.get().binaryDecoder(out.toBytes(), null));
            return out.toBytes()[0] == FIRST ? json(value) : Optional.empty();
        } catch (Undecodable | IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Object> json(Object value) {
        if (value instanceof CharSequence text) {
            return Optional.of(text.toString());
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return Optional.of(bytes);
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        }
        if (value instanceof Float number) {
            return Float.isFinite(number) ? Optional.of(number) : Optional.empty();
        }
        if (value instanceof Number || value instanceof Boolean) {
            return Optional.of(value);
        }
        // the elements of an array would need a branch of their own
        return value instanceof Collection<?> elements && elements.isEmpty() ? Optional.of(elements) : Optional.empty();
    }
}
