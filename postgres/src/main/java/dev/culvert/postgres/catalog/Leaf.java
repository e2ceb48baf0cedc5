package dev.culvert.postgres.catalog;

import dev.culvert.schemas.change.TableId;
import java.util.OptionalLong;

/**
 * A relation that holds rows itself: a table, or a partition that is not parted again.
 *
 * @param ordinary whether it is a heap, which can be read by ranges of blocks; a foreign table is none
 * @param rows the planner's estimate, if there is one
 * @param blocks its size in blocks; 0 for what is no heap
 * @param blockSize of this server, in bytes
 */
public record Leaf(TableId id, boolean ordinary, OptionalLong rows, long blocks, long blockSize) {}
