package dev.culvert.runtime.engine;

import dev.culvert.connector.capture.CaptureEngine;
import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.debezium.DebeziumEngine;
import dev.culvert.connector.nativeengine.NativeEngine;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.SourceDefinition;
import java.util.List;

/** Makes the engine that a definition names. */
public final class Engines {
    private Engines() {}

    /**
     * @param tables whose changes are delivered
     * @param follower is asked about those that have another shape in the stream
     */
    public static CaptureEngine of(
            Sessions sessions, SourceDefinition source, List<TableSchema> tables, ShapeFollower follower) {
        String slot = source.slot().name();
        String publication = source.publication().name();
        return switch (source.engine()) {
            case DEBEZIUM -> new DebeziumEngine(sessions, slot, publication, tables, follower);
            case NATIVE -> new NativeEngine(sessions, slot, publication, tables, follower);
        };
    }
}
