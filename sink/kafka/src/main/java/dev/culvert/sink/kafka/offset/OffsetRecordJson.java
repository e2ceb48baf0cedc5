package dev.culvert.sink.kafka.offset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.position.CommitMark;
import dev.culvert.schemas.position.EventTopic;
import dev.culvert.schemas.position.InsideTransaction;
import dev.culvert.schemas.position.KeyContext;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.schemas.position.WrittenSchema;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The offset record as JSON, version 1: one document with the position, which names by an id another one with the context. Reading
 * is strict: what is missing or of another type is an error, never a default.
 */
final class OffsetRecordJson {
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private OffsetRecordJson() {}

    static byte[] position(OffsetRecord record, String contextId) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("v", VERSION);
        position(record.position(), root.putObject("position"));
        phase(record.phase(), root.putObject("phase"));
        root.put("contextId", contextId);
        root.put("writtenAt", record.writtenAt().toString());
        root.put("writer", record.writer());
        return bytes(root);
    }

    static byte[] context(PositionContext context) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("v", VERSION);
        context(context, root.putObject("context"));
        return bytes(root);
    }

    private static byte[] bytes(ObjectNode root) {
        try {
            return MAPPER.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree of text and numbers can always be written
        }
    }

    /**
     * @param position the document with the position
     * @param contexts finds the document with the context by its id
     * @throws Unreadable with what is wrong, which names keys and no values
     */
    static OffsetRecord read(byte[] position, Function<String, Optional<byte[]>> contexts) throws Unreadable {
        JsonNode root = document(position);
        String contextId = text(root, "contextId");
        JsonNode context = document(contexts.apply(contextId)
                .orElseThrow(() -> new Unreadable("the record of its context, " + contextId + ", is not there")));
        try {
            return new OffsetRecord(
                    position(child(root, "position")),
                    phase(child(root, "phase")),
                    context(child(context, "context")),
                    Instant.parse(text(root, "writtenAt")),
                    text(root, "writer"));
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new Unreadable("an LSN, a table or a time in it is not one");
        }
    }

    private static JsonNode document(byte[] json) throws Unreadable {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (IOException e) {
            throw new Unreadable("it is not JSON");
        }
        if (integer(root, "v") != VERSION) {
            throw new Unreadable("it is of version " + integer(root, "v") + "; this Culvert reads version " + VERSION);
        }
        return root;
    }

    private static void position(Position position, ObjectNode out) {
        out.put("commitEndLsn", position.commitEndLsn().toString());
        out.put("txnSequence", position.txnSequence());
        position.insideTxn().ifPresent(inside -> {
            ObjectNode node = out.putObject("insideTxn");
            node.put("xid", inside.xid());
            node.put("changes", inside.changes());
            node.put("crc", inside.crc());
            ArrayNode records = node.putArray("records");
            for (InsideTransaction.Records each : inside.records()) {
                ObjectNode counted = records.addObject();
                counted.put("topic", each.topic());
                counted.put("partition", each.partition());
                counted.put("count", each.count());
            }
        });
        position.commit().ifPresent(commit -> {
            ObjectNode node = out.putObject("commit");
            node.put("lsn", commit.commitLsn().toString());
            node.put("time", commit.commitTime().toString());
        });
    }

    private static Position position(JsonNode in) throws Unreadable {
        Optional<InsideTransaction> inside = Optional.empty();
        if (in.has("insideTxn")) {
            JsonNode node = child(in, "insideTxn");
            List<InsideTransaction.Records> records = new ArrayList<>();
            for (JsonNode each : array(node, "records")) {
                records.add(new InsideTransaction.Records(
                        text(each, "topic"), (int) integer(each, "partition"), integer(each, "count")));
            }
            inside = Optional.of(new InsideTransaction(
                    integer(node, "xid"), integer(node, "changes"), integer(node, "crc"), records));
        }
        Optional<CommitMark> commit = Optional.empty();
        if (in.has("commit")) {
            JsonNode node = child(in, "commit");
            commit = Optional.of(new CommitMark(Lsn.parse(text(node, "lsn")), Instant.parse(text(node, "time"))));
        }
        return new Position(Lsn.parse(text(in, "commitEndLsn")), integer(in, "txnSequence"), inside, commit);
    }

    private static void phase(Phase phase, ObjectNode out) {
        out.put("generation", phase.generation());
        if (phase instanceof Phase.Starting) {
            out.put("name", "starting");
            renewed(phase, out);
        } else if (phase instanceof Phase.Streaming) {
            out.put("name", "streaming");
        } else if (phase instanceof Phase.Snapshot snapshot) {
            out.put("name", "snapshot");
            out.put("consistentPoint", snapshot.consistentPoint().toString());
            ArrayNode done = out.putArray("tablesDone");
            snapshot.tablesDone().forEach(table -> table(table, done.addObject()));
            renewed(phase, out);
        }
    }

    private static void renewed(Phase phase, ObjectNode out) {
        ArrayNode renewed = out.putArray("tablesRenewed");
        phase.renewed().forEach(table -> table(table, renewed.addObject()));
    }

    private static Phase phase(JsonNode in) throws Unreadable {
        int generation = (int) integer(in, "generation");
        String name = text(in, "name");
        switch (name) {
            case "starting":
                return new Phase.Starting(generation, tables(in, "tablesRenewed"));
            case "streaming":
                return new Phase.Streaming(generation);
            case "snapshot":
                return new Phase.Snapshot(
                        generation,
                        Lsn.parse(text(in, "consistentPoint")),
                        tables(in, "tablesDone"),
                        tables(in, "tablesRenewed"));
            default:
                throw new Unreadable("this Culvert does not know its phase");
        }
    }

    private static List<TableId> tables(JsonNode in, String name) throws Unreadable {
        List<TableId> tables = new ArrayList<>();
        for (JsonNode table : array(in, name)) {
            tables.add(table(table));
        }
        return tables;
    }

    private static void context(PositionContext context, ObjectNode out) {
        out.put("systemIdentifier", context.systemIdentifier());
        out.put("databaseOid", context.databaseOid());
        out.put("database", context.database());
        out.put("timeline", context.timeline());
        out.put("slot", context.slot());
        out.put("publication", context.publication());
        out.put("publicationOid", context.publicationOid());
        out.put("publicationOptions", context.publicationOptions());
        out.put("publicationMark", context.publicationMark());
        out.put("kafkaClusterId", context.kafkaClusterId());
        ArrayNode tables = out.putArray("tables");
        for (TableContext table : context.tables()) {
            ObjectNode node = tables.addObject();
            table(table.table(), node.putObject("table"));
            node.put("oid", table.oid());
            node.put("membershipOid", table.membershipOid());
            ShapeJson.write(table.shape(), node.putObject("shape"));
            node.put("filter", table.filter());
            table.partitions().forEach(node.putArray("partitions")::add);
            node.put("topic", table.topic());
            node.put("topicId", table.topicId());
            node.put("topicPartitions", table.topicPartitions());
            node.put("keySchemaId", table.keySchemaId());
            node.put("keySchema", table.keySchema());
            node.put("valueSchemaId", table.valueSchemaId());
            node.put("valueSchema", table.valueSchema());
            table.masks().forEach(node.putArray("masks")::add);
            node.put("topicGeneration", table.topicGeneration());
            table.key().ifPresent(key -> {
                ObjectNode held = node.putObject("key");
                held.put("wholeRow", key.wholeRow());
                held.put("constraint", key.constraint());
            });
        }
        ArrayNode schemas = out.putArray("schemas");
        for (WrittenSchema schema : context.schemas()) {
            ObjectNode node = schemas.addObject();
            node.put("subject", schema.subject());
            node.put("id", schema.id());
            node.put("fingerprint", schema.fingerprint());
        }
        ArrayNode events = out.putArray("events");
        for (EventTopic topic : context.events()) {
            ObjectNode node = events.addObject();
            node.put("topic", topic.name());
            node.put("topicId", topic.id());
            node.put("topicPartitions", topic.partitions());
        }
    }

    private static PositionContext context(JsonNode in) throws Unreadable {
        List<TableContext> tables = new ArrayList<>();
        for (JsonNode node : array(in, "tables")) {
            tables.add(new TableContext(
                    table(child(node, "table")),
                    integer(node, "oid"),
                    integer(node, "membershipOid"),
                    ShapeJson.read(child(node, "shape")),
                    text(node, "filter"),
                    texts(node, "partitions"),
                    text(node, "topic"),
                    text(node, "topicId"),
                    (int) integer(node, "topicPartitions"),
                    (int) integer(node, "keySchemaId"),
                    text(node, "keySchema"),
                    (int) integer(node, "valueSchemaId"),
                    text(node, "valueSchema"),
                    texts(node, "masks"),
                    (int) integer(node, "topicGeneration"),
                    key(node)));
        }
        List<WrittenSchema> schemas = new ArrayList<>();
        for (JsonNode node : array(in, "schemas")) {
            schemas.add(new WrittenSchema(text(node, "subject"), (int) integer(node, "id"), text(node, "fingerprint")));
        }
        return new PositionContext(
                text(in, "systemIdentifier"),
                integer(in, "databaseOid"),
                text(in, "database"),
                (int) integer(in, "timeline"),
                text(in, "slot"),
                text(in, "publication"),
                integer(in, "publicationOid"),
                text(in, "publicationOptions"),
                text(in, "publicationMark"),
                text(in, "kafkaClusterId"),
                tables,
                schemas,
                events(in));
    }

    private static Optional<KeyContext> key(JsonNode table) throws Unreadable {
        if (!table.has("key")) {
            return Optional.empty();
        }
        JsonNode key = child(table, "key");
        return Optional.of(new KeyContext(bool(key, "wholeRow"), integer(key, "constraint")));
    }

    private static List<EventTopic> events(JsonNode in) throws Unreadable {
        List<EventTopic> events = new ArrayList<>();
        for (JsonNode node : array(in, "events")) {
            events.add(
                    new EventTopic(text(node, "topic"), text(node, "topicId"), (int) integer(node, "topicPartitions")));
        }
        return events;
    }

    private static void table(TableId table, ObjectNode out) {
        out.put("schema", table.schema());
        out.put("name", table.name());
    }

    private static TableId table(JsonNode in) throws Unreadable {
        return new TableId(text(in, "schema"), text(in, "name"));
    }

    static JsonNode child(JsonNode in, String key) throws Unreadable {
        JsonNode node = in.get(key);
        if (node == null || !node.isObject()) {
            throw new Unreadable("\"" + key + "\" is missing or not an object");
        }
        return node;
    }

    static JsonNode array(JsonNode in, String key) throws Unreadable {
        JsonNode node = in.get(key);
        if (node == null || !node.isArray()) {
            throw new Unreadable("\"" + key + "\" is missing or not an array");
        }
        return node;
    }

    static List<String> texts(JsonNode in, String key) throws Unreadable {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : array(in, key)) {
            if (!node.isTextual()) {
                throw new Unreadable("\"" + key + "\" holds something other than text");
            }
            texts.add(node.textValue());
        }
        return texts;
    }

    static String text(JsonNode in, String key) throws Unreadable {
        JsonNode node = in.get(key);
        if (node == null || !node.isTextual()) {
            throw new Unreadable("\"" + key + "\" is missing or not text");
        }
        return node.textValue();
    }

    private static boolean bool(JsonNode in, String key) throws Unreadable {
        JsonNode node = in.get(key);
        if (node == null || !node.isBoolean()) {
            throw new Unreadable("\"" + key + "\" is missing or neither true nor false");
        }
        return node.booleanValue();
    }

    static long integer(JsonNode in, String key) throws Unreadable {
        JsonNode node = in.get(key);
        if (node == null || !node.isIntegralNumber() || !node.canConvertToLong()) {
            throw new Unreadable("\"" + key + "\" is missing or not a whole number");
        }
        return node.longValue();
    }

    /** Why a record cannot be read. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String reason) {
            super(reason);
        }
    }
}
