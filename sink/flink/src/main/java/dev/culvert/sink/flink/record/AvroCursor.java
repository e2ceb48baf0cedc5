package dev.culvert.sink.flink.record;

/** Reads the bytes of Avro's binary form, one after the other. Nothing in them is believed. For one thread. */
final class AvroCursor {
    byte[] bytes = {};
    int at;

    /** Goes to a place of other bytes. */
    AvroCursor on(byte[] newBytes, int from) {
        bytes = newBytes;
        at = from;
        return this;
    }

    /** An int or a long. */
    long number() {
        long raw = 0;
        int shift = 0;
        while (true) {
            byte next = one();
            raw |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return raw >>> 1 ^ -(raw & 1);
            }
            shift += 7;
            if (shift > 63) {
                throw unreadable();
            }
        }
    }

    byte one() {
        if (at >= bytes.length) {
            throw unreadable();
        }
        return bytes[at++];
    }

    /** The length of bytes that follow, all of which are there. */
    int length() {
        long length = number();
        if (length < 0 || length > bytes.length - at) {
            throw unreadable();
        }
        return (int) length;
    }

    /** Which branch of a union. @param count of the branches */
    int branch(int count) {
        long branch = number();
        if (branch < 0 || branch >= count) {
            throw unreadable();
        }
        return (int) branch;
    }

    /** Passes over bytes. */
    void pass(int count) {
        if (count > bytes.length - at) {
            throw unreadable();
        }
        at += count;
    }

    /** Little-endian. @param width 4 or 8 */
    long fixed(int width) {
        int from = at;
        pass(width);
        long value = 0;
        for (int i = width - 1; i >= 0; i--) {
            value = value << 8 | bytes[from + i] & 0xFF;
        }
        return value;
    }

    static UnreadableException unreadable() {
        return new UnreadableException("it is not as its schema says");
    }
}
