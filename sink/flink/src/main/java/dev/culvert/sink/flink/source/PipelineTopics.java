package dev.culvert.sink.flink.source;

import dev.culvert.schemas.definition.FormatDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.schemas.definition.reader.DefinitionFile;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.sink.flink.record.AvroRecords;
import dev.culvert.sink.flink.record.JsonRecords;
import dev.culvert.sink.flink.record.RecordReader;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import dev.culvert.sink.kafka.offset.OffsetFollower;
import dev.culvert.sink.kafka.offset.OffsetStore;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.topic.TopicNames;
import dev.culvert.sink.kafka.topic.TopicRef;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.sink.kafka.transaction.LastTransaction;
import dev.culvert.sink.kafka.writer.TransactionalId;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a pipeline's records are, by its definition and its position in Kafka. The database is not asked. It goes with the job to where that
 * runs, and secrets are read there.
 */
public final class PipelineTopics implements Serializable {
    private static final long serialVersionUID = 1;
    private static final Duration SETTLE = Duration.ofSeconds(60);

    private final String yaml;
    private final String file;
    private final String directory;

    private PipelineTopics(String yaml, String file, String directory) {
        this.yaml = yaml;
        this.file = file;
        this.directory = directory;
    }

    /**
     * By the definition as it is in the file now.
     *
     * @throws CulvertException as {@link DefinitionReader#read(Path)}; {@link ErrorCode#DEF_KIND} if it is of no pipeline
     */
    public static PipelineTopics of(Path file) {
        DefinitionReader.read(file, PipelineDefinition.class);
        return new PipelineTopics(
                DefinitionFile.text(file),
                file.toString(),
                file.toAbsolutePath().getParent().toString());
    }

    public PipelineDefinition definition() {
        return (PipelineDefinition) DefinitionReader.read(yaml, file, Path.of(directory));
    }

    /**
     * What the definition says of a sink.
     *
     * @throws CulvertException {@link ErrorCode#USAGE} if it has none of this name
     */
    public SinkDefinition sink(String name) {
        return definition().sinks().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.USAGE,
                        "--sink " + name,
                        "The definition has no sink of this name.",
                        Changed.NOTHING,
                        "Give the name of an entry of sinks."));
    }

    /** A consumer of the pipeline's Kafka, as {@link KafkaClients#consumer}. */
    public KafkaConsumer<byte[], byte[]> consumer() {
        return clients().consumer();
    }

    /** A client that asks and manages, as {@link KafkaClients#admin}. */
    public Admin admin() {
        return clients().admin();
    }

    /** The topic with the dead letters of a sink. */
    public String letters(String sink) {
        return names(definition()).deadLetters(sink);
    }

    /** A transactional producer of the pipeline's Kafka. @param purpose makes its id, beside the pipeline's name */
    public KafkaProducer<byte[], byte[]> producer(String purpose) {
        return clients().producer(Optional.of(transactionalId(purpose)));
    }

    /** By which a producer of this pipeline's is known for some purpose. */
    public String transactionalId(String purpose) {
        return TransactionalId.PREFIX + definition().name() + "." + purpose;
    }

    /** Where a partition ends, with what is not committed: a consumer that is there has everything that was written until now. */
    public long written(TopicPartition partition) {
        try (Admin admin = clients().admin()) {
            return admin.listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (ExecutionException | InterruptedException e) {
            throw KafkaErrors.translate(e, "topic " + partition.topic(), "reading where it ends", Changed.NOTHING);
        }
    }

    /** Sees the pipeline's position move. */
    public OffsetFollower position() {
        PipelineDefinition definition = definition();
        return OffsetFollower.open(clients(), names(definition).offsets(), definition.name());
    }

    /** {@code txn_seq} of the last transaction that is in Kafka; empty while there is none. */
    public Optional<Long> lastTransaction() {
        return LastTransaction.sequence(clients(), transactions());
    }

    /** Reads records as the definition says that they are written. */
    public RecordReader recordReader() {
        FormatDefinition format = definition().format();
        return format.value() == FormatDefinition.Value.JSON
                ? new JsonRecords()
                : new AvroRecords(new SchemaRegistry(format.registry().orElseThrow(), Optional.empty()));
    }

    CulvertException translate(KafkaException e) {
        return KafkaErrors.translate(e, "topics of the pipeline", "reading them", Changed.NOTHING);
    }

    /** The topic of transactions. */
    public String transactions() {
        return names(definition()).transactions();
    }

    /**
     * The tables that the pipeline captures now, and their topics.
     *
     * @throws CulvertException {@link ErrorCode#SINK_NO_PIPELINE} if it has never begun; as Kafka's clients say
     */
    public List<TableTopic> tables() {
        PipelineDefinition definition = definition();
        OffsetRecord record = new OffsetStore(clients(), names(definition).offsets(), definition.name(), SETTLE)
                .read()
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.SINK_NO_PIPELINE,
                        "pipeline " + definition.name(),
                        "It has no position in Kafka: it has never begun, or was destroyed.",
                        Changed.NOTHING,
                        "Start it first: culvert run FILE"));
        return record.context().tables().stream()
                .map(table -> new TableTopic(
                        table.table(),
                        table.topic(),
                        table.topicId(),
                        table.topicPartitions(),
                        table.topicGeneration()))
                .toList();
    }

    /**
     * Offsets mean something only in the topics that the pipeline wrote to.
     *
     * @throws CulvertException {@link ErrorCode#SINK_GAP} if one was deleted and made again; {@link ErrorCode#TOPIC_MISSING} if one is not there
     */
    void requireSame(Collection<TableTopic> tables) {
        try (Admin admin = clients().admin()) {
            Map<String, TopicRef> there = new Topics(admin)
                    .require(tables.stream().map(TableTopic::topic).toList());
            for (TableTopic table : tables) {
                if (!there.get(table.topic()).id().equals(table.id())) {
                    throw new CulvertException(
                            ErrorCode.SINK_GAP,
                            "topic " + table.topic(),
                            "It is not the topic that the pipeline wrote to: it has another id, so it was deleted and made again.",
                            Changed.NOTHING,
                            "Start the pipeline, which stops for the same reason and says what is to be done; then start the sink again.");
                }
            }
        }
    }

    private KafkaClients clients() {
        PipelineDefinition definition = definition();
        return KafkaClients.of(definition.kafka(), Optional.empty(), "culvert-" + definition.name() + "-sink");
    }

    private static TopicNames names(PipelineDefinition definition) {
        return new TopicNames(definition.kafka().topic(), definition.name(), "");
    }
}
