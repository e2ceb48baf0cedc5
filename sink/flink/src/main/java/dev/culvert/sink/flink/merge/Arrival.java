package dev.culvert.sink.flink.merge;

import dev.culvert.sink.flink.record.Change;

/**
 * A record of a table's topic as it was read.
 *
 * @param key null if it has none
 * @param bytes of key and value
 */
public record Arrival(Place from, long offset, byte[] key, byte[] value, Change change) {
    int bytes() {
        return (key == null ? 0 : key.length) + value.length;
    }
}
