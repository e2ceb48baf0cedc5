package dev.culvert.connector.debezium;

import dev.culvert.postgres.connection.PostgresAddress;
import io.debezium.connector.postgresql.PostgresConnector;
import java.util.LinkedHashMap;
import java.util.Map;

/** What Debezium is told, and why. */
final class EngineSettings {
    private EngineSettings() {}

    /** @param key of the engine in this JVM */
    static Map<String, String> of(String key, PostgresAddress address, String slot, String publication) {
        Map<String, String> settings = new LinkedHashMap<>();
        // a name of its own for each engine: Debezium registers metrics by it, and would wait a minute for an old one
        // to go
        settings.put("topic.prefix", "culvert" + key);
        settings.put("database." + CatalogConnections.ENGINE, key);
        connection(settings, address);
        stream(settings, slot, publication);
        values(settings);
        pace(settings);
        return settings;
    }

    /** Whatever it connects to, it connects by {@link CatalogConnections}; these are names. */
    private static void connection(Map<String, String> settings, PostgresAddress address) {
        settings.put("database.hostname", address.hosts().get(0).host());
        settings.put("database.port", Integer.toString(address.hosts().get(0).port()));
        settings.put("database.user", address.user());
        settings.put("database.dbname", address.database());
        settings.put("database.connection.factory.class", CatalogConnections.class.getName());
    }

    private static void stream(Map<String, String> settings, String slot, String publication) {
        settings.put("connector.class", PostgresConnector.class.getName());
        settings.put("plugin.name", "pgoutput");
        settings.put("slot.name", slot);
        settings.put("publication.name", publication);
        settings.put("publication.autocreate.mode", "disabled");
        settings.put("slot.drop.on.stop", "false");
        settings.put("slot.max.retries", "0");
        settings.put("lsn.flush.mode", "connector");
        // the rows are copied before, by the snapshot for every engine
        settings.put("snapshot.mode", "no_data");
        settings.put("snapshot.max.threads", "1");
        // the boundaries of transactions
        settings.put("provide.transaction.metadata", "true");
        // an error that is retried inside comes out as a transaction that begins again, or as one that is missing
        settings.put("errors.max.retries", "0");
        settings.put("event.processing.failure.handling.mode", "fail");
        // a heartbeat of its own can carry a position inside a transaction
        settings.put("heartbeat.interval.ms", "0");
        settings.put("signal.enabled.channels", "");
        settings.put("notification.enabled.channels", "");
        settings.put("table.include.list", Relations.SCHEMA + "\\." + Relations.TABLES);
        settings.put("topic.naming.strategy", TableTopics.class.getName());
    }

    private static void values(Map<String, String> settings) {
        settings.put("skipped.operations", "none");
        settings.put("tombstones.on.delete", "false");
        settings.put("include.unknown.datatypes", "true");
        // the default turns what cannot be converted into null
        settings.put("event.converting.failure.handling.mode", "fail");
        settings.put("converters", "text");
        settings.put("text.type", TextConverter.class.getName());
        settings.put("binary.handling.mode", "bytes");
        settings.put("decimal.handling.mode", "string");
        settings.put("interval.handling.mode", "string");
    }

    private static void pace(Map<String, String> settings) {
        // its default is half a second of latency
        settings.put("poll.interval.ms", "2");
        settings.put("max.batch.size", "8192");
        settings.put("max.queue.size", "16384");
        // Feedback does this
        settings.put("status.update.interval.ms", "3600000");
        settings.put("executor.shutdown.timeout.ms", "1000");
        settings.put("lsn.flush.timeout.ms", "1000");
    }
}
