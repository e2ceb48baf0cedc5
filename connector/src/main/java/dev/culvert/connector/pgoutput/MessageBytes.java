package dev.culvert.connector.pgoutput;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads one message of the output plugin after another. Never past the message's end, and never an allocation that the message's own
 * bytes do not cover: a length that lies is {@code STREAM_PROTOCOL}, with the offset. For one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical Replication Message
 *     Formats</a>
 */
public final class MessageBytes {
    private byte[] bytes = {};
    private int start;
    private int position;
    private int limit;

    /** Begins a message. Its bytes are read where they are, and must stay as they are until the next one. */
    public void set(ByteBuffer message) {
        bytes = message.array();
        start = message.arrayOffset() + message.position();
        position = start;
        limit = message.arrayOffset() + message.limit();
    }

    /** What is behind {@link #position}. */
    public byte[] array() {
        return bytes;
    }

    /** Index into {@link #array} of the next byte. */
    public int position() {
        return position;
    }

    public int remaining() {
        return limit - position;
    }

    public byte octet() {
        require(1);
        return bytes[position++];
    }

    /** Unsigned. */
    public int int16() {
        require(2);
        int value = (bytes[position] & 0xFF) << 8 | bytes[position + 1] & 0xFF;
        position += 2;
        return value;
    }

    public int int32() {
        require(4);
        int value = (bytes[position] & 0xFF) << 24
                | (bytes[position + 1] & 0xFF) << 16
                | (bytes[position + 2] & 0xFF) << 8
                | bytes[position + 3] & 0xFF;
        position += 4;
        return value;
    }

    public long int64() {
        return (long) int32() << 32 | int32() & 0xFFFF_FFFFL;
    }

    /** A length of what follows, all of which is in the message. */
    public int length() {
        int length = int32();
        if (length < 0 || length > remaining()) {
            throw malformed("a length of " + length + ", with " + remaining() + " bytes left");
        }
        return length;
    }

    /** Passes over so many bytes. */
    public void skip(int count) {
        require(count);
        position += count;
    }

    /** So many bytes, copied. */
    public byte[] copy(int count) {
        require(count);
        byte[] copy = new byte[count];
        System.arraycopy(bytes, position, copy, 0, count);
        position += count;
        return copy;
    }

    /** A string that ends with a zero byte. */
    public String string() {
        int from = position;
        while (position < limit && bytes[position] != 0) {
            position++;
        }
        if (position == limit) {
            throw malformed("a string without an end");
        }
        return new String(bytes, from, position++ - from, StandardCharsets.UTF_8);
    }

    /** The message must be over. */
    public void end() {
        if (position != limit) {
            throw malformed(remaining() + " bytes after its end");
        }
    }

    private void require(int count) {
        if (count > limit - position) {
            throw malformed("its end, where " + count + " more bytes should be");
        }
    }

    /** {@code STREAM_PROTOCOL} about the place that was read last; what the bytes hold is not told (I12). */
    public CulvertException malformed(String found) {
        String type = limit > start && bytes[start] > ' ' && bytes[start] < 0x7F
                ? " of type '" + (char) bytes[start] + "'"
                : "";
        return broken("At byte " + (position - start) + " of a message" + type + " (" + (limit - start) + " bytes): "
                + found + ".");
    }

    /** {@code STREAM_PROTOCOL}: the server sent what the protocol does not have. */
    public static CulvertException broken(String fact) {
        return new CulvertException(
                ErrorCode.STREAM_PROTOCOL,
                "the replication stream",
                fact,
                Changed.POSITION_KEPT,
                "Report it: this is a defect. source.engine names another engine, which may not have it.");
    }
}
