package dev.culvert.sink.kafka.type;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.Utf8;
import org.junit.jupiter.api.Test;

/** A database in {@code SQL_ASCII} sends whatever it was given; a replacement character would be another value. */
class NotUtf8Test {
    private static final Utf8 LATIN = new Utf8().set(new byte[] {'M', (byte) 0xFC, 'n'}, 0, 3);

    @Test
    void isNotWritten() {
        ByteOutput out = new ByteOutput(16);

        assertThatThrownBy(() -> new TextCodec().avro(LATIN, out, 1)).isInstanceOf(Undecodable.class);
        assertThatThrownBy(() -> new TextCodec().json(LATIN, out)).isInstanceOf(Undecodable.class);
    }

    @Test
    void norAsAnElement() {
        ByteOutput out = new ByteOutput(16);
        ArrayCodec codec = new ArrayCodec(new TextCodec(), ',');
        Utf8 array = new Utf8().set(new byte[] {'{', 'a', ',', (byte) 0xFC, '}'}, 0, 5);

        assertThatThrownBy(() -> codec.avro(array, out, 1)).isInstanceOf(Undecodable.class);
        assertThatThrownBy(() -> codec.json(array, out)).isInstanceOf(Undecodable.class);
    }
}
