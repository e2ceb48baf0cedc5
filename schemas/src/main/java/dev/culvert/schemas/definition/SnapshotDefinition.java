package dev.culvert.schemas.definition;

import dev.culvert.schemas.definition.annotation.Default;
import dev.culvert.schemas.definition.annotation.Doc;
import dev.culvert.schemas.definition.annotation.Range;

/** The first copy of the tables. */
@Doc("The first copy of the tables, made under the snapshot that the slot exports.")
public record SnapshotDefinition(
        @Default("initial") @Doc("Whether there is one.") Mode mode,
        @Range(min = 1, max = 64) @Default("2") @Doc("Sessions that copy at the same time.") int parallelism,
        @Default("stop")
                @Doc(
                        "What is done about a table whose columns, types or key change, in a way that the stream cannot carry.")
                OnShapeChange onShapeChange) {

    public enum OnShapeChange {
        @Doc("Stop by name before the first record that would be untrue; the error tells the way out.")
        STOP,
        @Doc(
                "Copy that table anew: a truncate in its topic, then its rows in the new shape, then their changes. The stream of the"
                        + " other tables waits for the copy.")
        COPY
    }

    public enum Mode {
        @Doc("Copy the tables once, then stream.")
        INITIAL,
        @Doc("Only stream: rows that are there are not sent.")
        NEVER
    }
}
