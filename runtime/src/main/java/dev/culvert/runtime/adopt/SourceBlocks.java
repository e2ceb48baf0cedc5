package dev.culvert.runtime.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the {@code source} block of a connector's records: JSON with or without its schema, or Avro behind the registry's five
 * bytes. For one thread.
 */
final class SourceBlocks {
    /** Delete, of the two records that a change of key makes: the other one stands for the change. */
    private static final String MOVED = "__debezium.newkey";

    private static final Set<String> CHANGES = Set.of("c", "u", "d");
    private static final int AVRO_HEADER = 5;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Optional<SchemaRegistry> registry;
    private final Map<Integer, Schema> schemas = new HashMap<>();

    /** @param registry where the schemas of Avro records are */
    SourceBlocks(Optional<SchemaRegistry> registry) {
        this.registry = registry;
    }

    /**
     * The change that a record stands for; empty for a tombstone, a row of a snapshot, a message, and the delete of a moved key.
     *
     * @throws CulvertException {@link ErrorCode#ADOPT_UNREADABLE}
     */
    Optional<WrittenChange> of(ConsumerRecord<byte[], byte[]> message) {
        byte[] value = message.value();
        if (value == null || value.length == 0 || message.headers().lastHeader(MOVED) != null) {
            return Optional.empty();
        }
        try {
            return value[0] == 0 ? avro(message) : json(message);
        } catch (IOException | RuntimeException e) {
            if (e instanceof CulvertException known) {
                throw known;
            }
            throw unreadable(message, "is neither JSON nor Avro of this registry", e);
        }
    }

    private Optional<WrittenChange> json(ConsumerRecord<byte[], byte[]> message) throws IOException {
        JsonNode value = mapper.readTree(message.value());
        JsonNode envelope = value.has("payload") && value.has("schema") ? value.get("payload") : value;
        JsonNode source = envelope.path("source");
        if (!envelope.path("op").isTextual() || !source.path("txId").isIntegralNumber()) {
            return other(message, envelope.path("op").asText(""), !source.isMissingNode());
        }
        return change(
                envelope.get("op").textValue(),
                source.get("txId").longValue(),
                source.path("ts_ms").longValue(),
                source.path("lsn").longValue(),
                new TableId(
                        source.path("schema").textValue(), source.path("table").textValue()));
    }

    private Optional<WrittenChange> avro(ConsumerRecord<byte[], byte[]> message) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(message.value());
        header.get();
        Schema schema = schema(message, header.getInt());
        GenericRecord envelope = new GenericDatumReader<GenericRecord>(schema)
                .read(
                        null,
                        DecoderFactory.get()
                                .binaryDecoder(
                                        message.value(), AVRO_HEADER, message.value().length - AVRO_HEADER, null));
        boolean enveloped = schema.getField("op") != null && schema.getField("source") != null;
        Object op = enveloped ? envelope.get("op") : null;
        if (!(op instanceof CharSequence)
                || !(envelope.get("source") instanceof GenericRecord source)
                || !(source.get("txId") instanceof Long xid)) {
            return other(message, String.valueOf(op), enveloped);
        }
        return change(
                op.toString(),
                xid,
                (Long) source.get("ts_ms"),
                (Long) source.get("lsn"),
                new TableId(source.get("schema").toString(), source.get("table").toString()));
    }

    private static Optional<WrittenChange> change(String op, long xid, long millis, long lsn, TableId table) {
        return CHANGES.contains(op)
                ? Optional.of(new WrittenChange(new SourceTransaction(xid, millis), lsn, table))
                : Optional.empty();
    }

    /** A row of a snapshot has no transaction; a record without an envelope tells nothing of where it is from. */
    private static Optional<WrittenChange> other(ConsumerRecord<byte[], byte[]> message, String op, boolean enveloped) {
        if (enveloped && !CHANGES.contains(op)) {
            return Optional.empty();
        }
        throw unreadable(
                message,
                "has no source block with txId and lsn: the connector writes it without Debezium's envelope"
                        + " (ExtractNewRecordState), or something else does",
                null);
    }

    private Schema schema(ConsumerRecord<byte[], byte[]> message, int id) {
        return schemas.computeIfAbsent(id, any -> registry.flatMap(known -> known.schema(id))
                .orElseThrow(() -> unreadable(
                        message,
                        "was written with schema id " + id
                                + (registry.isEmpty()
                                        ? ", and the definition names no registry"
                                        : ", which the definition's registry does not have"),
                        null)));
    }

    private static CulvertException unreadable(ConsumerRecord<byte[], byte[]> message, String fact, Exception cause) {
        return new CulvertException(
                ErrorCode.ADOPT_UNREADABLE,
                "topic " + message.topic(),
                "The record at offset " + message.offset() + " of partition " + message.partition() + " " + fact
                        + ". So it cannot be told which changes are written.",
                Changed.NOTHING,
                "Give the definition the registry of these topics. If they have no envelope: --accept-repeats goes on from what"
                        + " the connector confirmed, and what it wrote after that comes twice.",
                cause);
    }
}
