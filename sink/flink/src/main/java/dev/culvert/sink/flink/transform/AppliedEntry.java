package dev.culvert.sink.flink.transform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkTable;
import dev.culvert.schemas.mask.ValueMasks;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the definition said of a table when the rows were made that a store has of it. Immutable.
 *
 * @param topic that the rows are from
 * @param parts what the entry said, each as a key ({@code where}, {@code mask:email}) and a digest: nothing of a value or a salt is in it
 * @param columns that the table had at the source; empty if the entry said nothing
 */
public record AppliedEntry(String topic, Map<String, String> parts, Set<String> columns) {
    static final String INTO = "into";
    static final String DELETES = "deletes";
    static final String DROP = "drop:";
    static final String MASK = "mask:";
    static final String RENAME = "rename:";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int DIGEST_BYTES = 8;

    public AppliedEntry {
        parts = Map.copyOf(parts);
        columns = Set.copyOf(columns);
    }

    /** Of a table that the sink left out when its changes went by. */
    public static String leftOut(String topic) {
        return new AppliedEntry(topic, Map.of("left out", ""), Set.of()).json();
    }

    /** The parts of an entry as it is now. Other metadata, or partitions, make no other rows. @param into its table in the store */
    static Map<String, String> parts(Optional<SinkTable> entry, TableId into, ValueMasks masks) {
        Map<String, String> parts = new TreeMap<>();
        parts.put(INTO, into.toString());
        entry.ifPresent(rule -> {
            rule.drop().forEach(column -> parts.put(DROP + column, ""));
            rule.rename().forEach(rename -> parts.put(RENAME + rename.column(), digest(rename.to())));
            rule.mask().forEach(mask -> mask.columns()
                    .forEach(column -> parts.put(MASK + column, digest(masks.fingerprint(mask)))));
            rule.where().ifPresent(where -> parts.put("where", digest(where)));
            if (rule.deletes() == SinkTable.Deletes.MARK) {
                parts.put(DELETES, "mark");
            }
            if (rule.tellsTable()) {
                parts.put("metadata", "table");
            }
        });
        return parts;
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    /** The column that a part is about; empty if it is about rows. */
    static Optional<String> column(String part) {
        int colon = part.indexOf(':');
        return colon < 0 ? Optional.empty() : Optional.of(part.substring(colon + 1));
    }

    /** The same of rows whose table has another name now. */
    public AppliedEntry into(TableId table) {
        Map<String, String> renamed = new TreeMap<>(parts);
        renamed.computeIfPresent(INTO, (part, before) -> table.toString());
        return new AppliedEntry(topic, renamed, columns);
    }

    /** Whether rows are alike by both. */
    public boolean saysTheSame(AppliedEntry other) {
        return parts.equals(other.parts);
    }

    public String json() {
        ObjectNode node = MAPPER.createObjectNode().put("topic", topic);
        ObjectNode said = node.putObject("parts");
        new TreeMap<>(parts).forEach(said::put);
        new TreeSet<>(columns).forEach(node.putArray("columns")::add);
        return node.toString();
    }

    /** @param json as {@link #json} made it */
    public static AppliedEntry read(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            Map<String, String> parts = new TreeMap<>();
            node.path("parts")
                    .properties()
                    .forEach(each -> parts.put(each.getKey(), each.getValue().asText()));
            Set<String> columns = new TreeSet<>();
            node.path("columns").forEach(each -> columns.add(each.asText()));
            return new AppliedEntry(node.path("topic").asText(), parts, columns);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what the sink keeps of an entry is not what it wrote", e);
        }
    }
}
