package dev.culvert.schemas.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The JDK's strict decoder is the oracle. */
class Utf8Test {

    @Property(tries = 20_000)
    void anyBytesAreValidOrNotAsTheJdkSays(@ForAll("bytes") byte[] bytes) {
        assertThat(new Utf8().set(bytes, 0, bytes.length).isValid()).isEqualTo(isValid(bytes));
    }

    /** Bytes that are often the beginning or the end of a character, and often none. */
    @Provide
    Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(12).map(bytes -> {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = bytes[i] % 3 == 0 ? (byte) ('a' + Math.floorMod(bytes[i], 26)) : bytes[i];
            }
            return bytes;
        });
    }

    @Property
    void everyTextComesBackFromWhereverItLies(@ForAll String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] around = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, around, 7, bytes.length);
        Utf8 there = new Utf8().set(around, 7, bytes.length);

        assertThat(there).hasToString(new String(bytes, StandardCharsets.UTF_8));
        assertThat(Utf8.of(text).isValid())
                .isEqualTo(StandardCharsets.UTF_8.newEncoder().canEncode(text));
    }

    @Example
    void boundariesOfUnicode() {
        for (int point : new int[] {0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x1_0000, 0x10_FFFF}) {
            assertThat(Utf8.of(Character.toString(point)).isValid()).isTrue();
        }
        for (int[] wrong : new int[][] {
            {0xC0, 0x80}, {0xC1, 0xBF}, {0xE0, 0x9F, 0xBF}, {0xED, 0xA0, 0x80}, {0xF0, 0x8F, 0xBF, 0xBF},
            {0xF4, 0x90, 0x80, 0x80}, {0xF8, 0x88, 0x80, 0x80}, {0x80}, {'a', 0xC3}, {0xE2, 0x82}
        }) {
            byte[] bytes = new byte[wrong.length];
            for (int i = 0; i < wrong.length; i++) {
                bytes[i] = (byte) wrong[i];
            }
            assertThat(new Utf8().set(bytes, 0, bytes.length).isValid()).isFalse();
        }
        assertThat(Utf8.of("a?\ud83d").isValid()).isFalse();
        assertThat(Utf8.of("a\ud83d").isValid()).isFalse();
        assertThat(Utf8.of("\u00e4\ud83d").isValid()).isFalse();
        assertThat(Utf8.of("a?").isValid()).isTrue();
    }

    @Example
    void wordsAreTold() {
        Utf8 text = Utf8.of("0044-03-15 BC");

        assertThat(text.endsWith(" BC")).isTrue();
        assertThat(text.endsWith("0 0044-03-15 BC")).isFalse();
        assertThat(text.is("0044-03-15 BC")).isTrue();
        assertThat(text.is("BC")).isFalse();
        assertThat(text.at(4)).isEqualTo('-');
    }

    private static boolean isValid(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
