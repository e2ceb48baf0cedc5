package dev.culvert.runtime.adopt;

import dev.culvert.schemas.error.CulvertException;
import java.util.List;
import java.util.Optional;

/** Where the offsets of connectors are kept. */
public interface ConnectorOffsets {

    /** How a person calls it. */
    String name();

    /**
     * The newest offset of each connector for PostgreSQL.
     *
     * @param connector the only one that is looked for; empty for all
     * @throws CulvertException if it cannot be read
     */
    List<ConnectorOffset> read(Optional<String> connector);
}
