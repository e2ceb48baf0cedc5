package dev.culvert.cli.embedded;

import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.testkit.record.Cell;
import dev.culvert.testkit.record.RecordDecoder;
import dev.culvert.testkit.record.RecordFormatException;
import dev.culvert.testkit.record.Row;
import dev.culvert.testkit.record.TableRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics of an embedded broker as any {@code read_committed} consumer would, and shows each change on a line. Only for
 * embedded servers: what is in them is ours.
 */
public final class ChangeTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeTail.class);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder;
    private final Consumer<String> lines;
    private final Thread thread;

    private ChangeTail(KafkaConsumer<byte[], byte[]> consumer, RecordDecoder decoder, Consumer<String> lines) {
        this.consumer = consumer;
        this.decoder = decoder;
        this.lines = lines;
        this.thread = new Thread(this::run, "culvert-tail");
        thread.setDaemon(true);
    }

    /**
     * Begins to show what pipelines write, each to its broker. Those that write one format to one broker share a reader, since each
     * would show the records of all.
     *
     * @param definitions with addresses
     * @param lines takes each line, on threads of their own
     */
    public static List<ChangeTail> start(List<PipelineDefinition> definitions, Consumer<String> lines) {
        Map<List<?>, List<PipelineDefinition>> readers = new LinkedHashMap<>();
        definitions.forEach(definition -> readers.computeIfAbsent(
                        List.of(
                                definition.kafka().bootstrap(),
                                definition.format().registry().flatMap(RegistryDefinition::url)),
                        key -> new ArrayList<>())
                .add(definition));
        return readers.values().stream()
                .map(same -> start(same.get(0), definitions, lines))
                .toList();
    }

    /**
     * Begins to show what a pipeline writes.
     *
     * @param definition with addresses
     * @param lines takes each line, on a thread of its own
     */
    public static ChangeTail start(PipelineDefinition definition, Consumer<String> lines) {
        return start(definition, List.of(definition), lines);
    }

    private static ChangeTail start(
            PipelineDefinition definition, List<PipelineDefinition> all, Consumer<String> lines) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        definition.kafka().bootstrap().orElseThrow(),
                        ConsumerConfig.GROUP_ID_CONFIG,
                        "culvert-tail-" + definition.metadata().name(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.METADATA_MAX_AGE_CONFIG,
                        500),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        // all but the pipelines' own two topics and Kafka's
        String names =
                all.stream().map(each -> Pattern.quote(each.metadata().name())).collect(Collectors.joining("|"));
        consumer.subscribe(Pattern.compile("(?!__|(" + names + ")\\.(transactions|offsets)$).*"));
        RecordDecoder decoder = definition
                .format()
                .registry()
                .flatMap(RegistryDefinition::url)
                .map(RecordDecoder::avro)
                .orElseGet(RecordDecoder::json);
        ChangeTail tail = new ChangeTail(consumer, decoder, lines);
        tail.thread.start();
        return tail;
    }

    private void run() {
        try (consumer) {
            while (!Thread.currentThread().isInterrupted()) {
                consumer.poll(POLL).forEach(this::show);
            }
        } catch (WakeupException e) {
            LOG.debug("told to stop");
        }
    }

    private void show(ConsumerRecord<byte[], byte[]> message) {
        try {
            if (decoder.table(message) instanceof TableRecord.Change change) {
                lines.accept(line(message.topic(), change));
            }
        } catch (RecordFormatException e) { // a topic of somebody else
            LOG.debug("{} is not ours", message.topic());
        }
    }

    static String line(String topic, TableRecord.Change change) {
        Optional<Row> row = change.after().or(change::before).or(change::key);
        return "%s  %-28s %-7s %s"
                .formatted(
                        TIME.format(Instant.ofEpochMilli(change.tsMillis())),
                        topic,
                        change.operation().name().toLowerCase(Locale.ROOT),
                        row.map(ChangeTail::columns).orElse(""));
    }

    private static String columns(Row row) {
        return IntStream.range(0, row.names().size())
                .mapToObj(i -> row.names().get(i) + "=" + value(row.cells().get(i)))
                .collect(Collectors.joining(" "));
    }

    private static String value(Cell cell) {
        if (cell instanceof Cell.Text text) {
            return text.text();
        }
        return cell instanceof Cell.Json json && json.node().isTextual()
                ? json.node().textValue()
                : cell.toString();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
