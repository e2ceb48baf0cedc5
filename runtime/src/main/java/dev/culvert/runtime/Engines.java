package dev.culvert.runtime;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.debezium.DebeziumEngine;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;

/** Makes the engine that a definition names. */
final class Engines {
    private Engines() {}

    static CaptureEngine of(Endpoints endpoints, Captured captured) {
        SourceDefinition source = endpoints.definition().source();
        return switch (source.engine()) {
            case DEBEZIUM ->
                new DebeziumEngine(
                        endpoints.sessions(),
                        source.slot().name(),
                        source.publication().name(),
                        captured.schemas());
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
