package dev.culvert.sink.kafka.type;

import dev.culvert.schemas.change.Utf8;

/** Writes JSON's strings (RFC 8259). */
public final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private JsonText() {}

    /** A string with its quotes. */
    public static void string(String text, ByteOutput out) {
        out.raw((byte) '"');
        int from = 0;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c != '"' && c != '\\') {
                continue;
            }
            out.utf8(text, from, i);
            escaped(c, out);
            from = i + 1;
        }
        out.utf8(text, from, length);
        out.raw((byte) '"');
    }

    /**
     * A string with its quotes.
     *
     * @throws Undecodable if it is not UTF-8
     */
    public static void string(Utf8 text, ByteOutput out) {
        ByteOutput.requireValid(text);
        byte[] bytes = text.array();
        int end = text.offset() + text.length();
        int from = text.offset();
        out.raw((byte) '"');
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if (b < 0 || b >= 0x20 && b != '"' && b != '\\') {
                continue;
            }
            out.raw(bytes, from, i - from);
            escaped((char) b, out);
            from = i + 1;
        }
        out.raw(bytes, from, end - from);
        out.raw((byte) '"');
    }

    private static void escaped(char c, ByteOutput out) {
        out.raw((byte) '\\');
        switch (c) {
            case '"', '\\' -> out.raw((byte) c);
            case '\n' -> out.raw((byte) 'n');
            case '\r' -> out.raw((byte) 'r');
            case '\t' -> out.raw((byte) 't');
            default -> {
                out.ascii("u00");
                out.raw(HEX[c >> 4]);
                out.raw(HEX[c & 0xF]);
            }
        }
    }
}
