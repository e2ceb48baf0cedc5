package dev.culvert.runtime.harness;

import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.proxy.TcpProxy;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.SequenceCheck;
import dev.culvert.testkit.topic.TableComparison;
import dev.culvert.testkit.topic.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The definition of a pipeline for a test, on the shared broker and registry, with names of its own. */
public final class TestPipeline {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = "t" + Long.toString(System.currentTimeMillis(), 36) + "-" + NUMBER.incrementAndGet();
    private final PostgresDatabase database;
    private String tables = "    - table: \"public.*\"\n";
    // the shared servers are started when they are needed
    private Supplier<String> registry = () -> RegistryServer.shared().url();
    private Supplier<String> readSchemasFrom = registry;
    private String registryMore = "";
    private String json = "";
    private String more = "";
    private String kafka = "";
    private List<String> eventTopics = List.of();
    private Consumer<ConsumerRecord<byte[], byte[]>> eventListener = event -> {};
    private String topicConfig = "";
    private String url;
    private Supplier<String> bootstrap = () -> KafkaServer.shared().bootstrap();
    private Supplier<String> readFrom = bootstrap;
    private Duration readLimit = Duration.ofMinutes(5);
    /** The one of {@code -Dculvert.test.engine=NAME}, or whatever a user gets who names none. */
    private String engine = System.getProperty("culvert.test.engine", "");

    private TestPipeline(PostgresDatabase database) {
        this.database = database;
        this.url = database.url();
    }

    public static TestPipeline on(PostgresDatabase database) {
        return new TestPipeline(database);
    }

    /** @param entries YAML of {@code source.tables}, indented by four */
    public TestPipeline tables(String entries) {
        tables = entries;
        return this;
    }

    /** JSON in this envelope instead of Avro in Debezium's. */
    public TestPipeline json(String envelope) {
        json = "{envelope: " + envelope + ", value: json}";
        return this;
    }

    /** Avro, and the registry checks this; the default is BACKWARD. */
    public TestPipeline compatibility(String level) {
        registryMore = ", compatibility: " + level;
        return this;
    }

    /** Topics of events, which {@link #topics} reads too, telling each event to {@code listener}. */
    public TestPipeline events(List<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        eventTopics = List.copyOf(topics);
        eventListener = listener;
        return this;
    }

    /**
     * Avro with a registry of one's own.
     *
     * @param entries more of the section registry, each with a comma before it
     */
    public TestPipeline registry(String at, String entries) {
        registry = () -> at;
        readSchemasFrom = registry;
        registryMore = entries;
        return this;
    }

    /** @param yaml more top-level sections */
    public TestPipeline with(String yaml) {
        more = yaml;
        return this;
    }

    /** @param entries more of the section kafka, as YAML in braces without them */
    public TestPipeline kafka(String entries) {
        kafka = entries;
        return this;
    }

    /** Connects the pipeline, and only it, through a proxy before PostgreSQL. */
    public TestPipeline through(TcpProxy postgres) {
        url = database.url().replace(database.host() + ":" + database.port(), postgres.address());
        return this;
    }

    /** Another registry than the shared one, which the pipeline, and only it, asks through a proxy. */
    public TestPipeline registry(RegistryServer server, TcpProxy before) {
        String direct = server.host() + ":" + server.port();
        registry = () -> server.url().replace(direct, before.address());
        readSchemasFrom = server::url;
        return this;
    }

    /** From now on it has this engine. */
    public TestPipeline engine(String name) {
        engine = name;
        return this;
    }

    /** Settings of the topics, as YAML in braces. */
    public TestPipeline topicConfig(String settings) {
        topicConfig = ", config: " + settings;
        return this;
    }

    /** Connects the pipeline, and only it, through a proxy before PostgreSQL and the one that the broker advertises outside. */
    public TestPipeline through(TcpProxy postgres, KafkaServer broker) {
        through(postgres);
        bootstrap = broker::externalBootstrap;
        readFrom = broker::bootstrap;
        return this;
    }

    /** Another address of PostgreSQL than that of the database it was made for. */
    public TestPipeline url(String address) {
        url = address;
        return this;
    }

    /** Another broker than the shared one. */
    public TestPipeline broker(KafkaServer broker) {
        bootstrap = broker::bootstrap;
        readFrom = bootstrap;
        return this;
    }

    /** How long reading its topics may take. */
    public TestPipeline readLimit(Duration limit) {
        readLimit = limit;
        return this;
    }

    public String name() {
        return name;
    }

    public String slot() {
        return "culvert_" + name.replace('-', '_');
    }

    public String topic(String table) {
        return name + "." + table;
    }

    public String yaml() {
        return """
            apiVersion: culvert/v1
            kind: Pipeline
            metadata: {name: %s}
            source:
              postgres: {url: "%s"}
              %s
              tables:
            %s
            kafka:
              bootstrap: %s
              create: {partitions: 3, replicationFactor: 1%s}
              %s
            format: %s
            %s
            """
                .formatted(
                        name,
                        url,
                        engine(),
                        tables,
                        bootstrap.get(),
                        topicConfig,
                        kafka,
                        json.isEmpty() ? avro() : json,
                        more);
    }

    private String engine() {
        return engine.isEmpty() ? "" : "engine: " + engine;
    }

    private String avro() {
        return "{registry: {url: \"" + registry.get() + "\"" + registryMore + "}}";
    }

    /** All that it wrote to the topics of these tables, judged. */
    public PipelineTopics topics(String... tableNames) {
        return topics(change -> {}, tableNames);
    }

    /** As {@link #topics(String...)}, with every change told to {@code listener} too. */
    public PipelineTopics topics(Consumer<Change> listener, String... tableNames) {
        PipelineTopics.Builder topics = PipelineTopics.of(readFrom.get());
        if (json.isEmpty()) {
            topics.avro(readSchemasFrom.get());
        }
        if (more.contains("onError: dead-letter")) {
            topics.deadLetters(name + ".dead-letter");
        }
        if (kafka.contains("at-least-once")) {
            topics.delivery(SequenceCheck.Delivery.AT_LEAST_ONCE);
        }
        return topics.limit(readLimit)
                .tables(Stream.of(tableNames).map(this::topic).toList())
                .transactions(name + ".transactions")
                .events(eventTopics, eventListener)
                .listener(listener)
                .read();
    }

    /** A table of the schema public as the database has it. */
    public TableComparison table(String table) {
        return TableComparison.of(database, "public", table);
    }

    /** How many records a {@code read_committed} reader finds. */
    public long records(String table) {
        AtomicLong count = new AtomicLong();
        new TopicReader(readFrom.get(), Map.of(), Duration.ofMinutes(2))
                .read(List.of(topic(table)), TopicReader.Isolation.COMMITTED, record -> count.incrementAndGet());
        return count.get();
    }
}
