package dev.culvert.postgres.copy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Rows in PostgreSQL's text format of COPY, in memory. For one thread. */
public final class CopyText {
    private static final int FIRST_BYTES = 1024;
    private static final byte[] NULL = {'\\', 'N'};
    /** What bytea begins with, its backslash escaped. */
    private static final byte[] HEX = {'\\', '\\', 'x'};

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] buffer = new byte[FIRST_BYTES];
    private int filled;
    private boolean inRow;

    /** The next value of the row. @param text PostgreSQL's own; null for SQL NULL */
    public void value(String text) {
        next();
        if (text == null) {
            put(NULL, NULL.length);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            escaped(bytes, 0, bytes.length);
        }
    }

    /** The next value of the row, in a part of bytes. @param utf8 PostgreSQL's text */
    public void value(byte[] utf8, int from, int length) {
        next();
        escaped(utf8, from, length);
    }

    /** The next value of the row, at the beginning of bytes. @param ascii PostgreSQL's text, without anything that COPY escapes */
    public void plain(byte[] ascii, int length) {
        next();
        put(ascii, length);
    }

    /** The next value of the row: a part of bytes, as {@code bytea}. */
    public void hex(byte[] bytes, int from, int length) {
        next();
        put(HEX, HEX.length);
        reserve(2L * length);
        for (int i = from; i < from + length; i++) {
            buffer[filled++] = DIGITS[bytes[i] >> 4 & 0xF];
            buffer[filled++] = DIGITS[bytes[i] & 0xF];
        }
    }

    /** The row has all its values. */
    public void endRow() {
        inRow = false;
        reserve(1);
        buffer[filled++] = '\n';
    }

    /** Bytes of what was written. */
    public int length() {
        return filled;
    }

    /** What was written. */
    public void writeTo(ByteArrayOutputStream out) {
        out.write(buffer, 0, filled);
    }

    byte[] bytes() {
        return buffer;
    }

    void clear() {
        filled = 0;
    }

    private void next() {
        if (inRow) {
            reserve(1);
            buffer[filled++] = '\t';
        }
        inRow = true;
    }

    private void escaped(byte[] bytes, int from, int length) {
        reserve(2L * length);
        for (int i = from; i < from + length; i++) {
            byte each = bytes[i];
            switch (each) {
                case '\\' -> pair((byte) '\\');
                case '\t' -> pair((byte) 't');
                case '\n' -> pair((byte) 'n');
                case '\r' -> pair((byte) 'r');
                default -> buffer[filled++] = each;
            }
        }
    }

    private void pair(byte second) {
        buffer[filled++] = '\\';
        buffer[filled++] = second;
    }

    private void put(byte[] bytes, int length) {
        reserve(length);
        System.arraycopy(bytes, 0, buffer, filled, length);
        filled += length;
    }

    private void reserve(long more) {
        if (buffer.length - filled < more) {
            buffer = Arrays.copyOf(buffer, Math.toIntExact(Math.max(2L * buffer.length, filled + more)));
        }
    }
}
