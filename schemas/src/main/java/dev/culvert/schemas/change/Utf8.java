package dev.culvert.schemas.change;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A text as UTF-8 in an array that may be somebody else's: read where it lies. Reused from value to value, so it is valid no longer
 * than what it was taken from; for one thread.
 */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final int SMALLEST_OF_THREE = 0x800;
    private static final int SMALLEST_OF_FOUR = 0x1_0000;
    private static final int LARGEST = 0x10_FFFF;

    private byte[] array = {};
    private int offset;
    private int length;

    public static Utf8 of(String text) {
        return new Utf8().set(text);
    }

    /** Looks at so many bytes; nothing is copied. */
    public Utf8 set(byte[] newArray, int newOffset, int newLength) {
        array = newArray;
        offset = newOffset;
        length = newLength;
        return this;
    }

    /** A copy of a text. Half of a surrogate pair, which UTF-8 cannot hold, becomes what {@link #isValid} says no to. */
    public Utf8 set(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (isReplaced(text, bytes)) {
            bytes = new byte[] {(byte) 0xED};
        }
        return set(bytes, 0, bytes.length);
    }

    /** Half of a pair is encoded as one question mark. */
    private static boolean isReplaced(String text, byte[] bytes) {
        if (bytes.length != text.length()) {
            return hasHalfPair(text);
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '?' && text.charAt(i) != '?') {
                return true;
            }
        }
        return false;
    }

    private static boolean hasHalfPair(String text) {
        return text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    /** What it is in, from {@link #offset} on. */
    public byte[] array() {
        return array;
    }

    public int offset() {
        return offset;
    }

    /** In bytes. */
    public int length() {
        return length;
    }

    /** The byte at an index from 0 on, as a character where it is below 128. */
    public char at(int index) {
        return (char) (array[offset + index] & 0xFF);
    }

    /** Whether it is this text, all of whose characters are below 128. */
    public boolean is(String ascii) {
        return length == ascii.length() && endsWith(ascii);
    }

    /** Whether it ends with this text, all of whose characters are below 128. */
    public boolean endsWith(String ascii) {
        int from = length - ascii.length();
        if (from < 0) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (at(from + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is UTF-8: a database in {@code SQL_ASCII} holds any bytes. */
    public boolean isValid() {
        int i = offset;
        int end = offset + length;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            if (((long) LONGS.get(array, i) & HIGH_BITS) != 0) {
                break;
            }
        }
        while (i < end) {
            int more = more(array[i]);
            if (more < 0 || more > end - i - 1 || more > 0 && !isPoint(i, more)) {
                return false;
            }
            i += 1 + more;
        }
        return true;
    }

    /** How many bytes follow a first one; -1 if it is none. */
    private static int more(byte first) {
        if (first >= 0) {
            return 0;
        }
        if ((first & 0xE0) == 0xC0) {
            return 1;
        }
        if ((first & 0xF0) == 0xE0) {
            return 2;
        }
        return (first & 0xF8) == 0xF0 ? 3 : -1;
    }

    private boolean isPoint(int from, int more) {
        int point = array[from] & 0x3F >> more;
        for (int i = from + 1; i <= from + more; i++) {
            if ((array[i] & 0xC0) != 0x80) {
                return false;
            }
            point = point << 6 | array[i] & 0x3F;
        }
        return switch (more) {
            case 1 -> point >= 0x80;
            case 2 ->
                point >= SMALLEST_OF_THREE && (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE);
            default -> point >= SMALLEST_OF_FOUR && point <= LARGEST;
        };
    }

    /** The text; bytes that are not UTF-8 are replaced. */
    @Override
    public String toString() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }
}
