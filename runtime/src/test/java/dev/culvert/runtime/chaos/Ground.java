package dev.culvert.runtime.chaos;

import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.proxy.TcpProxy;
import dev.culvert.testkit.registry.RegistryServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a pipeline stands on, and the edges to it: the pipeline goes through the proxies, the traffic and the judgement do not. Close
 * it in the end.
 */
final class Ground implements AutoCloseable {
    /** A machine with ten times the work that it can do has not read half an hour's records in five minutes. */
    private static final Duration READ_LIMIT = Duration.ofMinutes(40);

    private final PostgresServer postgres;
    private final PostgresDatabase database;
    private final KafkaServer kafka;
    private final RegistryServer registry;
    private final Map<String, TcpProxy> edges = new LinkedHashMap<>();
    private final boolean own;
    private final TestPipeline pipeline;

    private Ground(int major, KafkaServer kafka, Optional<TcpProxy> toKafka, RegistryServer registry, boolean own) {
        this.postgres = PostgresServer.builder(major)
                .durable()
                .setting("max_prepared_transactions", "20")
                .setting("wal_sender_timeout", "10s")
                .setting("min_wal_size", "32MB")
                .setting("max_wal_size", "64MB")
                .start();
        this.database = postgres.createDatabase("chaos");
        this.kafka = kafka;
        this.registry = registry;
        this.own = own;
        TcpProxy toPostgres = TcpProxy.to(database.host(), database.port());
        TcpProxy toRegistry = TcpProxy.to(registry.host(), registry.port());
        edges.put("PostgreSQL", toPostgres);
        toKafka.ifPresent(proxy -> edges.put("Kafka", proxy));
        edges.put("registry", toRegistry);
        this.pipeline = TestPipeline.on(database)
                .registry(registry, toRegistry)
                .compatibility("NONE")
                .readLimit(READ_LIMIT)
                .kafka(
                        "producer: {transaction.timeout.ms: 30000, delivery.timeout.ms: 20000, request.timeout.ms: 10000}")
                .with("snapshot: {onShapeChange: copy}\n");
        toKafka.ifPresentOrElse(proxy -> pipeline.through(toPostgres, kafka), () -> pipeline.through(toPostgres));
    }

    /** Servers of its own, and a proxy before each. */
    static Ground own(int major) {
        int port = FreePort.find();
        TcpProxy toKafka = TcpProxy.to("127.0.0.1", port);
        KafkaServer kafka = KafkaServer.builder()
                .externalListener(port, toKafka.port())
                // nothing that was written may be gone when it is judged
                .setting("log.retention.hours", "48")
                .start();
        return new Ground(major, kafka, Optional.of(toKafka), RegistryServer.create(), true);
    }

    /** The broker and the registry that all tests share, and none before the broker: for the short form. */
    static Ground shared(int major) {
        return new Ground(major, KafkaServer.shared(), Optional.empty(), RegistryServer.shared(), false);
    }

    PostgresServer postgres() {
        return postgres;
    }

    PostgresDatabase database() {
        return database;
    }

    KafkaServer kafka() {
        return kafka;
    }

    RegistryServer registry() {
        return registry;
    }

    /** The proxies by the name of what is behind them. */
    Map<String, TcpProxy> edges() {
        return edges;
    }

    TestPipeline pipeline() {
        return pipeline;
    }

    /** Whether the servers are of this run alone. */
    boolean isOwn() {
        return own;
    }

    @Override
    public void close() {
        edges.values().forEach(TcpProxy::close);
        postgres.close();
        if (own) {
            kafka.close();
            registry.close();
        }
    }
}
