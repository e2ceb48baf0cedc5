package dev.culvert.sink.flink.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How far a table is with one table of the source. Immutable.
 *
 * @param topic which the source's table is in now; empty before the first record
 * @param former topics that it has left
 * @param copy whether rows of a copy can be there already; see {@link CopyState}
 * @param entry by what the definition said its rows were made; empty if nothing is known
 * @param isBehind whether its rows here are not those that were committed, and a copy is waited for
 */
record SourcePlace(String topic, Set<String> former, CopyState copy, Optional<String> entry, boolean isBehind) {
    SourcePlace {
        former = Set.copyOf(former);
    }

    /** Of which nothing has come. */
    static SourcePlace none(CopyState copy) {
        return new SourcePlace("", Set.of(), copy, Optional.empty(), false);
    }

    /** @param also whether it is behind, if it did not say so itself */
    SourcePlace behind(boolean also) {
        return new SourcePlace(topic, former, copy, entry, isBehind || also);
    }

    static SourcePlace read(JsonNode node) {
        Set<String> former = new HashSet<>();
        node.path("former").forEach(each -> former.add(each.asText()));
        return new SourcePlace(
                node.path("topic").asText(),
                former,
                CopyState.read(node.path("copy")),
                Optional.ofNullable(node.path("entry").textValue()),
                node.path("behind").asBoolean());
    }

    void write(ObjectNode node) {
        node.put("topic", topic);
        former.forEach(node.putArray("former")::add);
        copy.write(node);
        entry.ifPresent(said -> node.put("entry", said));
        if (isBehind) {
            node.put("behind", true);
        }
    }
}
