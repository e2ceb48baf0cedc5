package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Bytes;
import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Range;

/**
 * How tables are copied.
 *
 * @param parallelism sessions that copy, or build indexes, at the same time
 * @param splitLargerThan bytes; a larger table is copied in parts
 */
@Doc("How the tables are copied.")
public record CopyDefinition(
        @Range(min = 1, max = 64) @Default("4") @Doc("Sessions that copy, or build indexes, at the same time.")
                int parallelism,
        @Bytes
                @Range(min = 1 << 20, max = 1L << 50)
                @Default("1GB")
                @Doc("A table that is larger is copied in parts, by several sessions.")
                long splitLargerThan) {}
