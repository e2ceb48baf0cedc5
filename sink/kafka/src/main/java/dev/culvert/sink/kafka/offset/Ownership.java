package dev.culvert.sink.kafka.offset;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Which ownership of the pipeline a position was written under, in a header of its record: each start writes under the next number.
 * Without transactions nothing fences an instance that was suspended and taken over from. When it wakes, it may write its last position
 * once more, and by its number that is known to be of before.
 */
final class Ownership {
    private static final String HEADER = "culvert.ownership";

    private Ownership() {}

    static void write(long number, Headers headers) {
        headers.add(HEADER, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** Empty for a record that Culvert has not written so. */
    static OptionalLong read(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null || header.value() == null || header.value().length != Long.BYTES
                ? OptionalLong.empty()
                : OptionalLong.of(ByteBuffer.wrap(header.value()).getLong());
    }
}
