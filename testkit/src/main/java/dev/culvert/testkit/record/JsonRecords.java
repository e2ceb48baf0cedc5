package dev.culvert.testkit.record;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import dev.culvert.testkit.record.TableRecord.Origin;
import dev.culvert.testkit.record.TableRecord.Place;
import dev.culvert.testkit.record.TableRecord.Tombstone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** JSON without a schema; envelope or flat, by what is in the record. */
final class JsonRecords implements RecordDecoder {
    private static final String OWN_MEMBER = "__";

    private final ObjectMapper json = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final Map<List<String>, List<String>> sharedNames = new HashMap<>();

    @Override
    public TableRecord table(ConsumerRecord<byte[], byte[]> record) {
        Place place = new Place(record.topic(), record.partition(), record.offset());
        Optional<Row> key = Optional.ofNullable(record.key()).map(bytes -> row(read(bytes, place), false));
        if (record.value() == null) {
            return new Tombstone(
                    place, key.orElseThrow(() -> new RecordFormatException(place + " has no key and no value")));
        }
        ObjectNode value = read(record.value(), place);
        return value.has("__op") ? flat(place, key, value) : envelope(place, key, value);
    }

    private Change envelope(Place place, Optional<Row> key, ObjectNode value) {
        JsonNode source = value.required("source");
        JsonNode txId = source.required("txId");
        Origin origin = new Origin(
                source.required("schema").textValue(),
                source.required("table").textValue(),
                source.required("lsn").longValue(),
                txId.isNull() ? Optional.empty() : Optional.of(txId.longValue()),
                source.required("snapshot").textValue().equals("true"),
                source.required("generation").intValue(),
                source.required("txn_seq").longValue(),
                source.required("ordinal").longValue());
        return new Change(
                place,
                key,
                Operation.of(value.required("op").textValue()),
                image(value.required("before")),
                image(value.required("after")),
                unchanged(value.required("unchanged"), false),
                origin,
                value.required("ts_ms").longValue());
    }

    private Change flat(Place place, Optional<Row> key, ObjectNode value) {
        Operation operation = Operation.of(value.required("__op").textValue());
        Row row = row(value, true);
        boolean isAfter = operation != Operation.DELETE && operation != Operation.TRUNCATE;
        int generation = value.required("__generation").intValue();
        Origin origin = new Origin(
                "",
                "",
                value.required("__lsn").longValue(),
                Optional.empty(),
                generation > 0,
                generation,
                value.required("__txn_seq").longValue(),
                value.required("__ordinal").longValue());
        return new Change(
                place,
                key,
                operation,
                operation == Operation.DELETE ? Optional.of(row) : Optional.empty(),
                isAfter ? Optional.of(row) : Optional.empty(),
                unchanged(value.required("__unchanged"), true),
                origin,
                value.required("__ts_ms").longValue());
    }

    @Override
    public TransactionRecord transaction(ConsumerRecord<byte[], byte[]> record) {
        Place place = new Place(record.topic(), record.partition(), record.offset());
        ObjectNode value = read(record.value(), place);
        Map<TopicPartition, Long> records = new HashMap<>();
        for (JsonNode each : value.required("partitions")) {
            records.put(
                    new TopicPartition(
                            each.required("topic").textValue(),
                            each.required("partition").intValue()),
                    each.required("records").longValue());
        }
        return new TransactionRecord(
                place,
                value.required("id").textValue(),
                value.required("txn_seq").longValue(),
                value.required("xid").longValue(),
                value.required("commit_end_lsn").longValue(),
                value.required("changes").longValue(),
                records);
    }

    private ObjectNode read(byte[] bytes, Place place) {
        try {
            if (json.readTree(bytes) instanceof ObjectNode object) {
                return object;
            }
            throw new RecordFormatException(place + " is not a JSON object");
        } catch (IOException e) {
            throw new RecordFormatException(place + " is not JSON", e);
        }
    }

    private Optional<Row> image(JsonNode node) {
        return node instanceof ObjectNode object ? Optional.of(row(object, false)) : Optional.empty();
    }

    private Row row(ObjectNode object, boolean flat) {
        List<String> names = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            if (flat && name.startsWith(OWN_MEMBER) && !name.startsWith(OWN_MEMBER + OWN_MEMBER)) {
                continue;
            }
            names.add(column(name, flat));
            cells.add(member.getValue().isNull() ? Cell.Null.NULL : new Cell.Json(member.getValue()));
        }
        return new Row(sharedNames.computeIfAbsent(names, List::copyOf), cells);
    }

    /** Of a flat record's members, those whose column's own name starts with two underscores have two more. */
    private static String column(String member, boolean flat) {
        return flat && member.startsWith(OWN_MEMBER) ? member.substring(OWN_MEMBER.length()) : member;
    }

    private static Set<String> unchanged(JsonNode array, boolean flat) {
        Set<String> names = new HashSet<>();
        array.forEach(name -> names.add(column(name.textValue(), flat)));
        return names;
    }
}
