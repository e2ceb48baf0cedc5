package dev.culvert.runtime.adopt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Debezium's connector, driven as a Connect worker drives it: records into Kafka, then the offset, then the connector's commit, which
 * confirms the slot. A test can leave the last two out, or end it between two records, as a kill does.
 */
final class DebeziumWorker implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What the worker keeps between two starts of a connector, as the offset topic does. */
    static final class Memory {
        private final Map<Map<String, ?>, Map<String, Object>> offsets = new HashMap<>();
    }

    private final String name;
    private final String offsetTopic;
    private final Memory memory;
    private final PostgresConnectorTask task = new PostgresConnectorTask();
    private final KafkaProducer<byte[], byte[]> producer;
    private final JsonConverter keys = new JsonConverter();
    private final JsonConverter values = new JsonConverter();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong streamed = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;
    private volatile boolean confirms = true;
    private volatile long lastRecord = Long.MAX_VALUE;
    private volatile long firstLost = Long.MAX_VALUE;
    private volatile long firstKept = Long.MAX_VALUE;
    private volatile Throwable failure;

    private DebeziumWorker(
            PostgresDatabase database, String name, String slot, String offsetTopic, boolean schemas, Memory memory) {
        this.name = name;
        this.offsetTopic = offsetTopic;
        this.memory = memory;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrap(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        keys.configure(Map.of("schemas.enable", schemas), true);
        values.configure(Map.of("schemas.enable", schemas), false);
        Map<String, String> settings = new HashMap<>();
        settings.put("connector.class", PostgresConnector.class.getName());
        settings.put("name", name);
        settings.put("topic.prefix", name);
        settings.put("database.hostname", database.host());
        settings.put("database.port", Integer.toString(database.port()));
        settings.put("database.user", "postgres");
        settings.put("database.password", "unused");
        settings.put("database.dbname", database.name());
        settings.put("plugin.name", "pgoutput");
        settings.put("slot.name", slot);
        settings.put("publication.name", slot);
        settings.put("publication.autocreate.mode", "disabled");
        settings.put("table.include.list", "public.ledger,public.moved");
        settings.put("snapshot.mode", "initial");
        settings.put("poll.interval.ms", "20");
        task.initialize(new Context(settings, memory));
        task.start(settings);
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * @param name of the connector, and its topic prefix
     * @param slot of the slot, which it makes, and of the publication, which is there
     * @param schemas whether each JSON record carries its schema
     */
    static DebeziumWorker start(
            PostgresDatabase database, String name, String slot, String offsetTopic, boolean schemas, Memory memory) {
        return new DebeziumWorker(database, name, slot, offsetTopic, schemas, memory);
    }

    /** How many changes it has written, those of the snapshot not counted. */
    long streamed() {
        if (failure != null) {
            throw new AssertionError("the connector failed", failure);
        }
        return streamed.get();
    }

    /** From now on it writes records, and neither stores an offset nor confirms. */
    void confirmNothingMore() {
        confirms = false;
    }

    /**
     * Ends as if killed, in the middle of a transaction perhaps.
     *
     * @param records how many more it takes
     * @param lost how many of them do not arrive: those after the first, as if the leader of their partition had not answered
     */
    void dieAfter(long records, long lost) {
        firstLost = written.get() + 1;
        firstKept = firstLost + lost;
        lastRecord = written.get() + records;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            while (!stopped && written.get() < lastRecord) {
                List<SourceRecord> records = task.poll();
                if (records != null) {
                    write(records);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | ExecutionException | JsonProcessingException e) {
            failure = e;
        }
    }

    private void write(List<SourceRecord> records)
            throws InterruptedException, ExecutionException, JsonProcessingException {
        List<SourceRecord> done = new ArrayList<>();
        for (SourceRecord record : records) {
            if (written.get() >= lastRecord) {
                producer.flush();
                return;
            }
            RecordHeaders headers = new RecordHeaders();
            record.headers().forEach(header -> headers.add(header.key(), new byte[] {1}));
            if (record.value() instanceof Struct value && !value.getString("op").equals("r")) {
                streamed.incrementAndGet();
            }
            long number = written.getAndIncrement();
            if (number >= firstLost && number < firstKept) {
                continue;
            }
            producer.send(new ProducerRecord<>(
                    record.topic(),
                    null,
                    keys.fromConnectData(record.topic(), record.keySchema(), record.key()),
                    record.value() == null
                            ? null
                            : values.fromConnectData(record.topic(), record.valueSchema(), record.value()),
                    headers));
            done.add(record);
        }
        producer.flush();
        if (confirms && !done.isEmpty()) {
            store(done.get(done.size() - 1));
            for (SourceRecord record : done) {
                task.commitRecord(record, null);
            }
            task.commit();
        }
    }

    @SuppressWarnings("unchecked")
    private void store(SourceRecord record) throws InterruptedException, ExecutionException, JsonProcessingException {
        synchronized (memory) {
            memory.offsets.put(record.sourcePartition(), (Map<String, Object>) record.sourceOffset());
        }
        producer.send(new ProducerRecord<>(
                        offsetTopic,
                        MAPPER.writeValueAsBytes(List.of(name, record.sourcePartition())),
                        MAPPER.writeValueAsBytes(record.sourceOffset())))
                .get();
    }

    /** Stops it in good order: what it has polled is written, stored and confirmed. */
    void stop() {
        stopped = true;
        join();
        task.stop();
    }

    private void join() {
        try {
            thread.join(Duration.ofSeconds(30).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        producer.close(Duration.ofSeconds(5));
    }

    private record Context(Map<String, String> configs, Memory memory)
            implements SourceTaskContext, OffsetStorageReader {
        @Override
        public OffsetStorageReader offsetStorageReader() {
            return this;
        }

        @Override
        public PluginMetrics pluginMetrics() {
            throw new UnsupportedOperationException("nothing is counted");
        }

        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
            synchronized (memory) {
                return memory.offsets.get(partition);
            }
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
            Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
            partitions.forEach(partition -> found.put(partition, offset(partition)));
            return found;
        }
    }
}
