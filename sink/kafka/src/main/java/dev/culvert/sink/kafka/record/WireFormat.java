package dev.culvert.sink.kafka.record;

import dev.culvert.sink.kafka.type.ByteOutput;

/** Confluent's wire format: a zero byte, the schema's id in four bytes, high byte first, then the Avro body. */
public final class WireFormat {
    private static final byte MAGIC = 0;

    private WireFormat() {}

    /** The five bytes before the body. */
    public static byte[] header(int schemaId) {
        ByteOutput out = new ByteOutput(5);
        out.raw(MAGIC);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.raw((byte) (schemaId >> shift));
        }
        return out.toBytes();
    }
}
