package dev.culvert.connector.debezium;

import io.debezium.connector.postgresql.connection.Lsn;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.connector.postgresql.connection.ReplicationStream;
import io.debezium.connector.postgresql.connection.WalPositionLocator;
import io.debezium.connector.postgresql.spi.SlotCreationResult;
import java.util.Optional;

/**
 * Gives Debezium the stream that the engine has opened, once. It is the engine's own session, with pinned settings: a role's
 * settings would reach the values in Debezium's.
 */
record EngineConnection(EngineStream stream) implements ReplicationConnection {

    @Override
    public ReplicationStream startStreaming(Lsn offset, WalPositionLocator walPosition) {
        if (offset.compareTo(stream.startLsn()) != 0) {
            // I2: the offset that it was given makes this impossible
            throw new IllegalStateException("Debezium wants to start at " + offset + ", not at " + stream.startLsn());
        }
        return stream;
    }

    @Override
    public ReplicationStream startStreaming(WalPositionLocator walPosition) {
        throw new IllegalStateException("Debezium wants to start without a position");
    }

    @Override
    public Optional<SlotCreationResult> createReplicationSlot() {
        throw new IllegalStateException("Debezium wants to make the slot");
    }

    @Override
    public void initConnection() {
        // the engine has connected
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void reconnect() {
        // what it does after it has searched for a resume position (I2)
        throw new IllegalStateException("Debezium wants to connect again");
    }

    @Override
    public void close() {
        // the engine closes the session
    }
}
