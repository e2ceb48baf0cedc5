package dev.culvert.sink.kafka.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.Utf8;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** A way through a codec and back. */
enum Trip {
    AVRO_NULLABLE {
        @Override
        String roundTrip(String text, ColumnType type) throws IOException {
            ValueCodec codec = Codecs.of(type);
            return avro(text, type, codec, ValueCodec.nullable(codec.branches("n.f")), 1);
        }
    },
    AVRO_KEY {
        @Override
        String roundTrip(String text, ColumnType type) throws IOException {
            ValueCodec codec = Codecs.of(type);
            List<Schema> branches = codec.branches("n.f");
            return avro(text, type, codec, ValueCodec.required(branches), ValueCodec.requiredBranch(branches));
        }
    },
    JSON_TEXT {
        @Override
        String roundTrip(String text, ColumnType type) throws IOException {
            ByteOutput out = new ByteOutput(1);
            Codecs.of(type).json(Utf8.of(text), out);
            return Rendering.json(JSON.readTree(out.toBytes()), type);
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    abstract String roundTrip(String text, ColumnType type) throws IOException;

    private static String avro(String text, ColumnType type, ValueCodec codec, Schema schema, int branch)
            throws IOException {
        ByteOutput out = new ByteOutput(1);
        codec.avro(Utf8.of(text), out, branch);
        // as a registry hands it out: from its text
        Schema parsed = new Schema.Parser().parse(schema.toString());
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(out.toBytes(), null);
        Object value = new GenericDatumReader<>(parsed).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        Schema union = parsed.getType() == Schema.Type.UNION ? parsed : Schema.createUnion(parsed);
        return Rendering.avro(value, union, type);
    }
}
