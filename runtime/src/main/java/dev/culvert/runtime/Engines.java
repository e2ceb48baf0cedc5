package dev.culvert.runtime;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.debezium.DebeziumEngine;
import dev.culvert.connector.nativeengine.NativeEngine;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.shape.CurrentShapes;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.SourceDefinition;
import java.util.Collection;
import java.util.List;

/** Makes the engine that a definition names. */
final class Engines {
    private Engines() {}

    /** @param passedOver tables whose changes are not delivered */
    static CaptureEngine of(Endpoints endpoints, CurrentShapes shapes, Collection<TableId> passedOver) {
        SourceDefinition source = endpoints.definition().source();
        List<TableSchema> tables = shapes.schemas().stream()
                .filter(table -> !passedOver.contains(table.id()))
                .toList();
        return switch (source.engine()) {
            case DEBEZIUM ->
                new DebeziumEngine(
                        endpoints.sessions(),
                        source.slot().name(),
                        source.publication().name(),
                        tables,
                        shapes);
            case NATIVE ->
                new NativeEngine(
                        endpoints.sessions(),
                        source.slot().name(),
                        source.publication().name(),
                        tables,
                        shapes);
        };
    }
}
