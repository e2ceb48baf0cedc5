package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A buffer that grows, and writes Avro's primitives. Reused from record to record, so that encoding allocates nothing but the
 * record itself. Not thread-safe.
 *
 * <p>Encoding after the Avro 1.12 specification, "Binary encoding".
 */
public final class ByteOutput {
    private byte[] buffer;
    private int size;

    public ByteOutput(int capacity) {
        buffer = new byte[capacity];
    }

    public void reset() {
        size = 0;
    }

    public int size() {
        return size;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(buffer, size);
    }

    public void raw(byte b) {
        ensure(1);
        buffer[size++] = b;
    }

    public void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    public void raw(byte[] bytes, int offset, int length) {
        ensure(length);
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
    }

    /** The text as it is, without a length. */
    public void raw(Utf8 text) {
        raw(text.array(), text.offset(), text.length());
    }

    /**
     * Avro's string: the number of bytes, then the text.
     *
     * @throws Undecodable if it is not UTF-8
     */
    public void string(Utf8 text) {
        requireValid(text);
        number(text.length());
        raw(text);
    }

    static void requireValid(Utf8 text) {
        if (!text.isValid()) {
            throw new Undecodable("not UTF-8");
        }
    }

    /** Characters below 128 only. */
    public void ascii(String text) {
        int length = text.length();
        ensure(length);
        for (int i = 0; i < length; i++) {
            buffer[size + i] = (byte) text.charAt(i);
        }
        size += length;
    }

    /** Avro's int and long, and the index of a union's branch: zigzag, then seven bits to a byte. */
    public void number(long value) {
        ensure(10);
        long bits = (value << 1) ^ (value >> 63);
        while ((bits & ~0x7FL) != 0) {
            buffer[size++] = (byte) (bits & 0x7F | 0x80);
            bits >>>= 7;
        }
        buffer[size++] = (byte) bits;
    }

    public void float32(float value) {
        ensure(4);
        int bits = Float.floatToRawIntBits(value);
        for (int i = 0; i < 4; i++) {
            buffer[size++] = (byte) (bits >>> 8 * i);
        }
    }

    public void float64(double value) {
        ensure(8);
        long bits = Double.doubleToRawLongBits(value);
        for (int i = 0; i < 8; i++) {
            buffer[size++] = (byte) (bits >>> 8 * i);
        }
    }

    /** Avro's string: the number of bytes, then UTF-8. */
    public void string(String text) {
        int length = text.length();
        int at = size;
        ensure(10 + length);
        number(length);
        byte[] to = buffer;
        int start = size;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                size = at;
                wideString(text);
                return;
            }
            to[start + i] = (byte) c;
        }
        size = start + length;
    }

    private void wideString(String text) {
        number(utf8Length(text));
        utf8(text, 0, text.length());
    }

    /** Avro's bytes: the number, then the bytes. */
    public void bytes(byte[] bytes) {
        number(bytes.length);
        raw(bytes);
    }

    /** UTF-8 without a length. */
    public void utf8(String text, int from, int to) {
        ensure(3 * (to - from));
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                buffer[size++] = (byte) c;
            } else if (c < 0x800) {
                buffer[size++] = (byte) (0xC0 | c >> 6);
                buffer[size++] = (byte) (0x80 | c & 0x3F);
            } else if (!Character.isSurrogate(c)) {
                buffer[size++] = (byte) (0xE0 | c >> 12);
                buffer[size++] = (byte) (0x80 | c >> 6 & 0x3F);
                buffer[size++] = (byte) (0x80 | c & 0x3F);
            } else {
                int point = pair(text, i, to);
                i++;
                buffer[size++] = (byte) (0xF0 | point >> 18);
                buffer[size++] = (byte) (0x80 | point >> 12 & 0x3F);
                buffer[size++] = (byte) (0x80 | point >> 6 & 0x3F);
                buffer[size++] = (byte) (0x80 | point & 0x3F);
            }
        }
    }

    private static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else {
                pair(text, i, text.length());
                i++;
                bytes += 4;
            }
        }
        return bytes;
    }

    private static int pair(String text, int at, int end) {
        if (at + 1 < end && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1))) {
            return Character.toCodePoint(text.charAt(at), text.charAt(at + 1));
        }
        throw new Undecodable("half of a surrogate pair, which UTF-8 cannot hold");
    }

    /** UTF-8 of a text that is written often, such as a name. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void ensure(int more) {
        if (buffer.length - size < more) {
            long wanted = Math.max((long) size + more, Math.min(2L * buffer.length, Integer.MAX_VALUE - 16));
            if (wanted > Integer.MAX_VALUE - 16) {
                throw new Undecodable("a record over 2 GB");
            }
            buffer = Arrays.copyOf(buffer, (int) wanted);
        }
    }
}
