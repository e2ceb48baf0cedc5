package dev.culvert.sink.kafka.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes the records of a change that cannot be one of its topic: a JSON document with the reason, the position, and the row in
 * PostgreSQL's own text, cut into pieces that any topic takes. The same change always gives the same bytes. Thread-safe.
 *
 * <p>Headers say what it is without the document being put together: {@code culvert.letter} (generation, transaction and ordinal),
 * {@code culvert.piece} of {@code culvert.pieces} from 1, {@code culvert.length} and {@code culvert.sha256} of the document,
 * {@code culvert.code}, {@code culvert.table}, {@code culvert.topic}.
 */
public final class DeadLetters {
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String topic;
    private final String pipeline;
    private final String database;

    /** @param topic {@link dev.culvert.sink.kafka.topic.TopicNames#deadLetters}, of one partition */
    public DeadLetters(String topic, String pipeline, String database) {
        this.topic = topic;
        this.pipeline = pipeline;
        this.database = database;
    }

    /**
     * @param meant the topic that it was meant for
     * @param reason why it is not there; no value of the row
     */
    void write(RowCursor row, ChangeContext context, String meant, ErrorCode code, String reason, RecordSink out) {
        byte[] document = bytes(document(row, context, meant, code, reason));
        byte[] key = bytes(key(row));
        String letter = context.snapshotGeneration() + "/" + context.txnSequence() + "/" + context.ordinal();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("letter", letter);
        headers.put("code", code.code());
        headers.put("table", row.table().id().toString());
        headers.put("topic", meant);
        LetterPieces.write(topic, key, document, headers, out);
    }

    private ObjectNode document(RowCursor row, ChangeContext context, String meant, ErrorCode code, String reason) {
        TableSchema table = row.table();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("v", VERSION);
        root.put("code", code.code());
        root.put("reason", reason);
        root.put("pipeline", pipeline);
        root.put("database", database);
        root.put("schema", table.id().schema());
        root.put("table", table.id().name());
        root.put("topic", meant);
        root.put("op", row.operation().code());
        position(row, context, root.putObject("position"));
        ArrayNode keyNames = root.putArray("key");
        table.key().forEach(index -> keyNames.add(table.columns().get(index).name()));
        ArrayNode columns = root.putArray("columns");
        for (Column column : table.columns()) {
            ObjectNode node = columns.addObject();
            node.put("name", column.name());
            node.put("type", Fields.type(column.type()));
            node.put("oid", column.type().oid());
        }
        RowImage old = Images.NONE;
        if (row.beforeKind() == RowCursor.Before.NONE) {
            root.putNull("before");
        } else {
            old = row.before();
            image(table, old, Images.NONE, root.putObject("before"));
        }
        ArrayNode unchanged = MAPPER.createArrayNode();
        if (row.operation() == Operation.DELETE) {
            root.putNull("after");
        } else {
            image(table, row.after(), old, root.putObject("after"));
            for (int i = 0; i < table.columns().size(); i++) {
                if (Images.isUnchanged(row.after(), old, i)) {
                    unchanged.add(table.columns().get(i).name());
                }
            }
        }
        root.set("unchanged", unchanged);
        return root;
    }

    private static void position(RowCursor row, ChangeContext context, ObjectNode out) {
        out.put("snapshot", context.isSnapshot());
        out.put("generation", context.snapshotGeneration());
        out.put("txn_seq", context.txnSequence());
        out.put("ordinal", context.ordinal());
        out.put("xid", context.xid());
        out.put("lsn", row.lsn().toString());
        out.put("commit_lsn", context.commitLsn().toString());
        out.put(
                "commit_time",
                Instant.EPOCH.plus(context.commitMicros(), ChronoUnit.MICROS).toString());
    }

    /** Columns that the image does not cover are left out, and so are those that the change did not touch. */
    private static void image(TableSchema table, RowImage image, RowImage old, ObjectNode out) {
        for (int i = 0; i < table.columns().size(); i++) {
            RowImage holder = Images.holder(image, old, i);
            String name = table.columns().get(i).name();
            if (holder.state(i) == ValueState.VALUE) {
                out.put(name, holder.text(i));
            } else if (holder.state(i) == ValueState.NULL) {
                out.putNull(name);
            }
        }
    }

    /** By the text of the key, which is there even where no codec takes it. */
    private static ObjectNode key(RowCursor row) {
        TableSchema table = row.table();
        RowImage old = row.beforeKind() == RowCursor.Before.NONE ? Images.NONE : row.before();
        RowImage image = row.operation() == Operation.DELETE ? old : row.after();
        ObjectNode root = MAPPER.createObjectNode();
        root.put("schema", table.id().schema());
        root.put("table", table.id().name());
        ObjectNode key = root.putObject("key");
        for (int index : table.key()) {
            RowImage holder = Images.holder(image, old, index);
            if (holder.state(index) == ValueState.VALUE) {
                key.put(table.columns().get(index).name(), holder.text(index));
            } else {
                key.putNull(table.columns().get(index).name());
            }
        }
        return root;
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree of text and numbers can always be written
        }
    }
}
