package dev.culvert.sink.flink.record;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * JSON without a schema; envelope or flat, by what is in the record. A record does not tell types, and not columns that it lacks: who
 * applies it has them from elsewhere. {@code bytea} stays as it is written, in base 64.
 */
public final class JsonRecords implements RecordReader {
    private static final long MICROS_OF_MILLI = 1_000;
    private static final String OWN_MEMBER = "__";
    /** A column whose own name starts with two underscores has two more in the flat form. */
    private static final String ESCAPED = "____";

    private static final Columns NO_COLUMNS = new Columns(List.of());

    private final ObjectMapper mapper = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    private final Map<List<String>, Columns> shared = new HashMap<>();

    @Override
    public Change change(String topic, byte[] key, byte[] value) {
        Optional<Change.Key> named = key == null ? Optional.empty() : Optional.of(key(read(key)));
        ObjectNode record = read(value);
        if (record.has("__op")) {
            return flat(named, record);
        }
        JsonNode source = record.path("source");
        Change.Place place = new Change.Place(
                Change.kind(record.path("op").asText()),
                source.path("txn_seq").longValue(),
                source.path("ordinal").longValue(),
                source.path("generation").intValue());
        Change.Origin origin = new Change.Origin(
                source.path("lsn").longValue(), source.path("ts_us").longValue());
        return change(place, origin, named, record.path("after"), record.path("unchanged"), false);
    }

    private Change flat(Optional<Change.Key> key, ObjectNode record) {
        Change.Place place = new Change.Place(
                Change.kind(record.path("__op").asText()),
                record.path("__txn_seq").longValue(),
                record.path("__ordinal").longValue(),
                record.path("__generation").intValue());
        Change.Origin origin = new Change.Origin(
                record.path("__lsn").longValue(), record.path("__ts_ms").longValue() * MICROS_OF_MILLI);
        return change(place, origin, key, record, record.path("__unchanged"), true);
    }

    @Override
    public Announcement announcement(byte[] value) {
        ObjectNode record = read(value);
        List<Announcement.Part> parts = new ArrayList<>();
        record.path("partitions")
                .forEach(part -> parts.add(new Announcement.Part(
                        part.path("topic").asText(),
                        part.path("partition").intValue(),
                        part.path("records").longValue())));
        return new Announcement(
                record.path("txn_seq").longValue(),
                record.path("commit_end_lsn").longValue(),
                record.path("commit_time").longValue(),
                parts);
    }

    private static Change.Key key(ObjectNode node) {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        node.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                throw new UnreadableException("its key has no value");
            }
            names.add(member.getKey());
            values.add(text(member.getValue()));
        });
        return new Change.Key(names, values);
    }

    private Change change(
            Change.Place place,
            Change.Origin origin,
            Optional<Change.Key> key,
            JsonNode row,
            JsonNode unchanged,
            boolean flat) {
        if (place.kind() == Change.Kind.DELETE || place.kind() == Change.Kind.TRUNCATE) {
            return Change.without(place, origin, key.map(RecordKey::known).orElse(null), NO_COLUMNS, null);
        }
        if (!row.isObject()) {
            throw new UnreadableException("it has no row");
        }
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        unchanged.forEach(name -> kept.add(name.asText()));
        BitSet places = new BitSet();
        row.properties().forEach(member -> {
            String name = member.getKey();
            if (flat && name.startsWith(OWN_MEMBER) && !name.startsWith(ESCAPED)) {
                return;
            }
            if (kept.remove(name)) {
                places.set(names.size());
            }
            names.add(flat && name.startsWith(ESCAPED) ? name.substring(OWN_MEMBER.length()) : name);
            values.add(text(member.getValue()));
        });
        kept.forEach(name -> {
            places.set(names.size());
            names.add(name);
            values.add(null);
        });
        return new Change(place, origin, key, columns(names), values.toArray(String[]::new), places);
    }

    private Columns columns(List<String> names) {
        return shared.computeIfAbsent(
                names,
                list -> new Columns(list.stream()
                        .map(name -> new Columns.Column(name, Optional.empty(), Optional.empty()))
                        .toList()));
    }

    private static String text(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "t" : "f";
        }
        return value.isArray() ? array(value) : value.asText();
    }

    private static String array(JsonNode value) {
        List<Integer> lengths = new ArrayList<>();
        for (JsonNode at = value; at.isArray() && !at.isEmpty(); at = at.get(0)) {
            lengths.add(at.size());
        }
        List<String> elements = new ArrayList<>();
        elements(value, elements);
        return ArrayLiteral.of(Collections.nCopies(lengths.size(), 1), lengths, elements, ',');
    }

    private static void elements(JsonNode value, List<String> out) {
        for (JsonNode each : value) {
            if (each.isArray()) {
                elements(each, out);
            } else {
                out.add(text(each));
            }
        }
    }

    private ObjectNode read(byte[] bytes) {
        try {
            if (mapper.readTree(bytes) instanceof ObjectNode node) {
                return node;
            }
        } catch (IOException e) {
            throw UnreadableException.because("it is not JSON", e);
        }
        throw new UnreadableException("it is no JSON object");
    }
}
