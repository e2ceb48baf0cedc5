package dev.culvert.connector.debezium;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.connection.Sessions;
import io.debezium.jdbc.JdbcConfiguration;
import io.debezium.jdbc.JdbcConnection;
import java.sql.Connection;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens Debezium's catalog sessions as sessions of ours: with our TLS, our pinned settings, our errors, and without a secret in
 * Debezium's configuration (I12). Debezium makes it by its name, so an engine is found by a key in the configuration.
 */
public final class CatalogConnections implements JdbcConnection.ConnectionFactory {
    /** In the configuration with {@code database.} before it. */
    static final String ENGINE = "culvert.engine";

    private static final AtomicLong KEYS = new AtomicLong();
    private static final Map<String, Engine> ENGINES = new ConcurrentHashMap<>();

    /** The sessions of one engine. Closing it ends those that Debezium has left open. */
    record Engine(String key, Sessions sessions, Queue<Session> open) implements AutoCloseable {

        static Engine register(Sessions sessions) {
            Engine engine = new Engine(Long.toString(KEYS.incrementAndGet()), sessions, new ConcurrentLinkedQueue<>());
            ENGINES.put(engine.key, engine);
            return engine;
        }

        private Connection connect() {
            Session session = sessions.open(SessionOptions.control("debezium catalog"));
            open.add(session);
            if (!ENGINES.containsKey(key)) {
                // closed meanwhile
                session.abort();
            }
            return TypeCatalogFilter.around(session.jdbc());
        }

        @Override
        public void close() {
            ENGINES.remove(key);
            open.forEach(Session::abort);
        }
    }

    @Override
    public Connection connect(JdbcConfiguration config) {
        Engine engine = ENGINES.get(Objects.requireNonNullElse(config.getString(ENGINE), ""));
        if (engine == null) {
            throw new IllegalStateException("the engine was closed");
        }
        return engine.connect();
    }
}
