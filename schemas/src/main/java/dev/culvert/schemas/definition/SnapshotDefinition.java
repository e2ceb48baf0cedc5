package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Range;

/** The first copy of the tables. */
@Doc("The first copy of the tables, made under the snapshot that the slot exports.")
public record SnapshotDefinition(
        @Default("initial") @Doc("Whether there is one.") Mode mode,
        @Range(min = 1, max = 64) @Default("2") @Doc("Sessions that copy at the same time.") int parallelism) {

    public enum Mode {
        @Doc("Copy the tables once, then stream.")
        INITIAL,
        @Doc("Only stream: rows that are there are not sent.")
        NEVER
    }
}
