package dev.culvert.runtime;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.debezium.DebeziumEngine;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.shape.CurrentShapes;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Collection;

/** Makes the engine that a definition names. */
final class Engines {
    private Engines() {}

    /** @param passedOver tables whose changes are not delivered */
    static CaptureEngine of(Endpoints endpoints, CurrentShapes shapes, Collection<TableId> passedOver) {
        SourceDefinition source = endpoints.definition().source();
        return switch (source.engine()) {
            case DEBEZIUM ->
                new DebeziumEngine(
                        endpoints.sessions(),
                        source.slot().name(),
                        source.publication().name(),
                        shapes.schemas().stream()
                                .filter(table -> !passedOver.contains(table.id()))
                                .toList(),
                        shapes);
            case NATIVE ->
                throw new CulvertException(
                        ErrorCode.DEF_VALUE,
                        "source.engine",
                        "The native engine is not in this version.",
                        Changed.NOTHING,
                        "Write engine: debezium, or leave it out.");
        };
    }
}
