package dev.culvert.benchmarks.rig;

import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.PostgresServerBuilder;
import dev.culvert.testkit.registry.RegistryServer;
import java.util.List;
import java.util.Map;

/**
 * One PostgreSQL 18 that waits for its disk as in production, one Kafka broker, one schema registry; one database per
 * benchmark. All ends with {@link #close}.
 */
public final class Rig implements AutoCloseable {
    private static final int POSTGRES_MAJOR = 18;

    /** Of every topic with rows, of every system. */
    public static final int PARTITIONS = 6;

    private final PostgresServer postgres;
    private final KafkaServer kafka;
    private final RegistryServer registry;

    private Rig(PostgresServer postgres, KafkaServer kafka, RegistryServer registry) {
        this.postgres = postgres;
        this.kafka = kafka;
        this.registry = registry;
    }

    public static Rig start() {
        PostgresServer postgres =
                settings(PostgresServer.builder(POSTGRES_MAJOR)).start();
        KafkaServer kafka = KafkaServer.builder()
                .jvmArguments(List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC"))
                .setting("log.retention.check.interval.ms", "3600000")
                .start();
        return new Rig(postgres, kafka, RegistryServer.create());
    }

    /** What every server of a benchmark has: it waits for its disk. */
    public static PostgresServerBuilder settings(PostgresServerBuilder builder) {
        return builder.durable()
                .setting("shared_buffers", "1GB")
                .setting("max_wal_size", "20GB")
                .setting("checkpoint_timeout", "1h")
                .setting("max_slot_wal_keep_size", "20GB")
                .setting("max_replication_slots", "40")
                .setting("max_wal_senders", "40")
                // as a server with thousands of tables has it
                .setting("max_locks_per_transaction", "400")
                // what runs by itself must not fall into one system's turn
                .setting("autovacuum", "off");
    }

    public PostgresDatabase createDatabase(String prefix) {
        return postgres.createDatabase(prefix);
    }

    public KafkaServer kafka() {
        return kafka;
    }

    public String registryUrl() {
        return registry.url();
    }

    public void createTopic(String name) {
        kafka.createTopic(name, PARTITIONS, Map.of());
    }

    public void deleteTopic(String name) {
        try (var admin = kafka.admin()) {
            admin.deleteTopics(List.of(name));
        }
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
        postgres.close();
    }
}
