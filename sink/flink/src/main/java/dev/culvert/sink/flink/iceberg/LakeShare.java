package dev.culvert.sink.flink.iceberg;

import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Which tables one of several writers has. By the name of a table alone, so that every task knows the same.
 *
 * @param index of the writer, from 0
 * @param of how many there are
 */
record LakeShare(int index, int of) {
    static final LakeShare ALL = new LakeShare(0, 1);

    boolean has(TableIdentifier table) {
        return owner(table, of) == index;
    }

    /** The index of the writer that has a table. */
    static int owner(TableIdentifier table, int of) {
        int hash = table.toString().hashCode()
                * 0x9E3779B9; // names that differ in their last letter alone go to different ones
        return Math.floorMod(hash ^ hash >>> 16, of);
    }
}
