package dev.culvert.connector.debezium;

import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.MessageDecoder;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputMessageDecoder;
import java.util.function.BiFunction;

/**
 * Debezium's connector task on a stream of ours. It is driven directly and not by Debezium's embedded engine, which swallows
 * errors that it takes for passing ones and polls the next batch, tells nothing of idleness, and is slow to stop.
 */
final class EngineTask extends PostgresConnectorTask {
    private final BiFunction<MessageDecoder, TypeRegistry, EngineStream> streams;

    /** @param streams makes the stream around Debezium's decoder */
    EngineTask(BiFunction<MessageDecoder, TypeRegistry, EngineStream> streams) {
        this.streams = streams;
    }

    @Override
    protected ReplicationConnection buildReplicationConnection(
            PostgresConnection catalog, PostgresSchema schema, PostgresConnectorConfig config) {
        MessageDecoder decoder = new PgOutputMessageDecoder(new MessageDecoderContext(config, schema), catalog);
        return new EngineConnection(streams.apply(decoder, catalog.getTypeRegistry()));
    }
}
