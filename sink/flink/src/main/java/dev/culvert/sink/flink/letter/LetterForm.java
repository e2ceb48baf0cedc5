package dev.culvert.sink.flink.letter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.record.Change;
import dev.culvert.sink.flink.record.Columns;
import dev.culvert.sink.flink.record.RecordId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a letter reads, as far as that goes like one of the pipeline itself. docs/dead-letters.md tells its members. Thread-safe. */
final class LetterForm {
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String pipeline;
    private final String sink;

    LetterForm(String pipeline, String sink) {
        this.pipeline = pipeline;
        this.sink = sink;
    }

    /** @param from of a change of key that goes aside as a whole: the old key's delete */
    Letter row(TableId table, TableId target, Optional<Change> from, Change change, Refusal why) {
        RecordId record = change.id().orElseThrow();
        ObjectNode root = head(table, record, why);
        root.put("target", target.toString());
        root.put("op", from.isPresent() ? "u" : String.valueOf(change.place().op()));
        position(change, root.putObject("position"));
        ArrayNode keyNames = root.putArray("key");
        change.key().ifPresent(key -> key.names().forEach(keyNames::add));
        ArrayNode columns = root.putArray("columns");
        for (Columns.Column column : change.known().list()) {
            columns.addObject()
                    .put("name", column.name())
                    .put("type", column.type().map(LetterForm::plain).orElse(null));
        }
        before(from, change, root);
        after(change, root);
        Map<String, String> headers = headers(table, record, why);
        Change.Place place = change.place();
        headers.put("letter", place.generation() + "/" + place.transaction() + "/" + place.ordinal());
        return letter(table, record, key(table, change), root, headers);
    }

    /** A record that cannot be read, as its bytes. @param key null if it has none @param value null if nobody may see it */
    Letter record(TableId table, RecordId record, byte[] key, byte[] value, Refusal why) {
        ObjectNode root = head(table, record, why);
        root.putObject("record")
                .put("key", key == null ? null : Base64.getEncoder().encodeToString(key))
                .put("value", value == null ? null : Base64.getEncoder().encodeToString(value));
        ObjectNode own = MAPPER.createObjectNode().put("schema", table.schema()).put("table", table.name());
        return letter(table, record, own, root, headers(table, record, why));
    }

    private static Letter letter(
            TableId table, RecordId record, ObjectNode key, ObjectNode document, Map<String, String> headers) {
        return new Letter(table, record, bytes(key), bytes(document), headers);
    }

    private static Map<String, String> headers(TableId table, RecordId record, Refusal why) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("code", why.code().code());
        headers.put("table", table.toString());
        headers.put("topic", record.topic());
        return headers;
    }

    private ObjectNode head(TableId table, RecordId record, Refusal why) {
        return MAPPER.createObjectNode()
                .put("v", VERSION)
                .put("code", why.code().code())
                .put("reason", why.reason())
                .put("pipeline", pipeline)
                .put("sink", sink)
                .put("schema", table.schema())
                .put("table", table.name())
                .put("topic", record.topic())
                .put("partition", record.partition())
                .put("offset", record.offset());
    }

    private static void position(Change change, ObjectNode out) {
        out.put("snapshot", change.place().isOfSnapshot())
                .put("generation", change.place().generation())
                .put("txn_seq", change.place().transaction())
                .put("ordinal", change.place().ordinal())
                .put("lsn", new Lsn(change.origin().lsn()).toString())
                .put(
                        "commit_time",
                        Instant.EPOCH
                                .plus(change.origin().commitMicros(), ChronoUnit.MICROS)
                                .toString());
    }

    /** The old row of a delete, as far as its record has it; of a change of key, the old key. */
    private static void before(Optional<Change> from, Change change, ObjectNode root) {
        Change gone = from.orElse(change);
        if (gone.place().kind() != Change.Kind.DELETE) {
            root.putNull("before");
            return;
        }
        ObjectNode before = root.putObject("before");
        gone.old().ifPresent(values -> row(gone.known(), values, before));
        gone.key().ifPresent(key -> {
            for (int i = 0; i < key.names().size(); i++) {
                before.put(key.names().get(i), key.values().get(i));
            }
        });
    }

    private static void row(Columns columns, String[] values, ObjectNode out) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] != null) { // what identifies the row is all that some records have
                out.put(columns.list().get(i).name(), values[i]);
            }
        }
    }

    private static void after(Change change, ObjectNode root) {
        ArrayNode unchanged = MAPPER.createArrayNode();
        if (change.isGone()) {
            root.putNull("after");
        } else {
            ObjectNode after = root.putObject("after");
            String[] values = change.values();
            for (int i = 0; i < values.length; i++) {
                String column = change.columns().list().get(i).name();
                if (change.unchanged().get(i)) {
                    unchanged.add(column);
                } else {
                    after.put(column, values[i]);
                }
            }
        }
        root.set("unchanged", unchanged);
    }

    private static ObjectNode key(TableId table, Change change) {
        ObjectNode root =
                MAPPER.createObjectNode().put("schema", table.schema()).put("table", table.name());
        ObjectNode names = root.putObject("key");
        change.key().ifPresent(key -> {
            for (int i = 0; i < key.names().size(); i++) {
                names.put(key.names().get(i), key.values().get(i));
            }
        });
        return root;
    }

    private static String plain(String type) {
        return type.replace("pg_catalog.", "").replace("\"", "");
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree of text and numbers can always be written
        }
    }
}
