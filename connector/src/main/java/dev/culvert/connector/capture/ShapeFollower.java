package dev.culvert.connector.capture;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableSchema;
import java.util.Optional;

/** Is told of tables that have another shape in the stream than before. On the engine's own thread, and may take its time. */
@FunctionalInterface
public interface ShapeFollower {

    /** Follows nothing. */
    ShapeFollower NONE = (known, since, seen) -> Optional.empty();

    /**
     * The shape that the rows from here on have.
     *
     * @param known the shape so far
     * @param since the start of the commit record of the transaction that it was first met in; {@link Lsn#ZERO} for the one that the
     *     engine began with
     * @param seen names and types as the stream has them now
     * @return a schema with these columns; empty if it is not to be followed, which ends the stream
     * @throws dev.culvert.schemas.error.CulvertException why it cannot be followed, which ends the stream too
     */
    Optional<TableSchema> follow(TableSchema known, Lsn since, StreamShape seen);
}
