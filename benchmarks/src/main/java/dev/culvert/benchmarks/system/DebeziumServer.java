package dev.culvert.benchmarks.system;

import dev.culvert.benchmarks.BenchmarkException;
import dev.culvert.benchmarks.records.ChangeDecoder;
import dev.culvert.benchmarks.records.DebeziumJsonDecoder;
import dev.culvert.benchmarks.rig.Rig;
import dev.culvert.benchmarks.workload.BacklogWriter;
import dev.culvert.testkit.process.RunDirectory;
import dev.culvert.testkit.process.ServerProcess;
import dev.culvert.testkit.process.ServerUser;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Debezium Server with its Kafka sink, writing JSON without schemas, at-least-once. The settings are the fastest that
 * were found; docs/benchmarks.md says which were tried.
 */
public final class DebeziumServer implements CdcSystem {
    /** As reports call it. */
    public static final String NAME = "Debezium Server";

    private static final int JAVA_FEATURE = 21;
    private static final String ORDERS = "public.orders";

    private final Rig rig;
    private final DebeziumDistribution distribution;
    private final JavaHome java;
    private final List<String> jvmArguments;
    private final Map<String, String> overrides;

    /** {@code overrides} are lines of its application.properties; an empty value takes a line out. */
    public DebeziumServer(Rig rig, List<String> jvmArguments, Map<String, String> overrides) {
        this.rig = rig;
        this.jvmArguments = List.copyOf(jvmArguments);
        this.overrides = Map.copyOf(overrides);
        this.java = JavaHome.atLeast(JAVA_FEATURE);
        this.distribution = DebeziumDistribution.fetch();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return NAME + " " + DebeziumDistribution.VERSION + ", JSON without schemas, at-least-once; Java "
                + java.version() + " " + String.join(" ", jvmArguments)
                + (overrides.isEmpty() ? "" : "; " + overrides);
    }

    @Override
    public ChangeDecoder decoder() {
        return new DebeziumJsonDecoder();
    }

    @Override
    public RunningSystem start(Task task) {
        String topic = task.name() + "." + ORDERS;
        rig.createTopic(topic);
        RunDirectory directory = RunDirectory.create("debezium", ServerUser.SAME);
        write(directory.path(), settings(task, directory.path()));
        List<String> words = new ArrayList<>();
        words.add(java.java().toString());
        words.addAll(jvmArguments);
        words.add(GcLog.argument(directory.path()));
        words.addAll(List.of("-cp", distribution.classPath(), "io.debezium.server.Main"));
        long startedAt = System.nanoTime();
        ServerProcess process = ServerProcess.Command.of(name(), directory.path(), words)
                .start(directory.path().resolve("log"));
        return new RunningSystem(process, directory, topic, startedAt);
    }

    private Map<String, String> settings(Task task, Path directory) {
        Map<String, String> settings = new LinkedHashMap<>();
        source(task, directory).forEach((name, value) -> settings.put("debezium.source." + name, value));
        settings.put("debezium.sink.type", "kafka");
        producer().forEach((name, value) -> settings.put("debezium.sink.kafka.producer." + name, value));
        for (String part : List.of("key", "value")) {
            settings.put("debezium.format." + part, "json");
            settings.put("debezium.format." + part + ".schemas.enable", "false");
        }
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.log.console.json", "false");
        settings.put("quarkus.log.level", "WARN");
        overrides.forEach((name, value) -> {
            if (value.isEmpty()) {
                settings.remove(name);
            } else {
                settings.put(name, value);
            }
        });
        return settings;
    }

    private Map<String, String> source(Task task, Path directory) {
        Map<String, String> source = new LinkedHashMap<>();
        source.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        source.put("database.hostname", task.database().host());
        source.put("database.port", Integer.toString(task.database().port()));
        source.put("database.user", task.database().user());
        source.put("database.password", "unused");
        source.put("database.dbname", task.database().name());
        source.put("topic.prefix", task.name());
        source.put("plugin.name", "pgoutput");
        source.put("slot.name", task.slot());
        source.put("slot.drop.on.stop", "false");
        source.put("publication.name", BacklogWriter.PUBLICATION);
        source.put("publication.autocreate.mode", "disabled");
        source.put("table.include.list", ORDERS);
        source.put("snapshot.mode", task.mode() == Mode.SNAPSHOT ? "initial" : "no_data");
        source.put("snapshot.fetch.size", "10240");
        source.put("tombstones.on.delete", "false");
        source.put("provide.transaction.metadata", "false");
        source.put("max.batch.size", "20480");
        source.put("max.queue.size", "81920");
        source.put("poll.interval.ms", "5");
        source.put("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
        source.put("offset.storage.file.filename", directory.resolve("offsets").toString());
        source.put("offset.flush.interval.ms", "5000");
        source.put("record.processing.threads", "2");
        return source;
    }

    private Map<String, String> producer() {
        Map<String, String> producer = new LinkedHashMap<>();
        producer.put("bootstrap.servers", rig.kafka().bootstrap());
        producer.put("key.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        producer.put("value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        producer.put("acks", "all");
        producer.put("compression.type", "lz4");
        producer.put("linger.ms", "5");
        producer.put("batch.size", "262144");
        producer.put("buffer.memory", "134217728");
        return producer;
    }

    private static void write(Path directory, Map<String, String> settings) {
        Properties properties = new Properties();
        properties.putAll(settings);
        try {
            Path config = Files.createDirectory(directory.resolve("config"));
            try (Writer writer = Files.newBufferedWriter(config.resolve("application.properties"))) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new BenchmarkException("settings of Debezium Server cannot be written to " + directory, e);
        }
    }
}
