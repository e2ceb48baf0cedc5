package dev.culvert.sink.flink.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.store.Positions;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * How far one table is, as the newest snapshot that the sink made of it says. Immutable.
 *
 * @param number of the sink's commits of this table
 * @param commit the id of the last of them; empty before the first
 * @param topic which the table is in now; empty before the first
 * @param former topics that the table has left
 * @param offsets the next offset of each partition of its topics
 * @param copy the generation of the copy that began when the table was empty, and whose rows cannot be in it yet; see {@link CopyState}
 */
record TablePlace(
        long number, String commit, String topic, Set<String> former, Map<Place, Long> offsets, CopyState copy) {
    /** Keys of a snapshot's summary and of a table's properties. */
    static final String SINK = "culvert.sink";

    static final String PLACE = "culvert.place";
    static final String COMMIT = "culvert.commit";
    /** Of a snapshot between two of one commit: the commit's id. */
    static final String PART_OF = "culvert.part-of";

    static final TablePlace NONE = new TablePlace(0, "", "", Set.of(), Map.of(), CopyState.EMPTY);

    TablePlace {
        former = Set.copyOf(former);
        offsets = Map.copyOf(offsets);
    }

    /**
     * By the newest snapshot of the sink that the table's present state comes from, so that a table that was taken back tells its older
     * place; by the table's properties where snapshots were expired.
     */
    static Optional<TablePlace> of(Table table) {
        for (Snapshot snapshot : SnapshotUtil.currentAncestors(table)) {
            if (snapshot.summary().containsKey(PLACE)) {
                return Optional.of(read(snapshot.summary().get(PLACE)));
            }
            if (snapshot.summary().containsKey(PART_OF) && snapshot.parentId() == null) {
                return Optional.empty(); // taken back into the middle of the first commit
            }
        }
        return Optional.ofNullable(table.properties().get(PLACE)).map(TablePlace::read);
    }

    /** The sink that keeps a table; empty if none does. */
    static Optional<String> keeper(Table table) {
        return Optional.ofNullable(table.properties().get(SINK));
    }

    private static TablePlace read(String json) {
        JsonNode node = Positions.read(json);
        Set<String> former = new HashSet<>();
        node.path("former").forEach(each -> former.add(each.asText()));
        return new TablePlace(
                node.path("number").longValue(),
                node.path("commit").asText(),
                node.path("topic").asText(),
                former,
                Positions.positions(node.path("offsets")),
                CopyState.read(node.path("copy")));
    }

    String json() {
        ObjectNode node = Positions.node();
        node.put("number", number);
        node.put("commit", commit);
        node.put("topic", topic);
        former.forEach(node.putArray("former")::add);
        node.set("offsets", Positions.write(offsets));
        copy.write(node);
        return node.toString();
    }

    boolean has(Place place, long offset) {
        return offset < offsets.getOrDefault(place, 0L);
    }

    /** After one more commit. @param reached beyond what is committed, of any topics */
    TablePlace next(String id, String now, Set<String> left, Map<Place, Long> reached, CopyState state) {
        Map<Place, Long> all = new TreeMap<>(offsets);
        reached.forEach((place, offset) -> {
            if (place.topic().equals(now)) {
                all.merge(place, offset, Math::max);
            }
        });
        return new TablePlace(number + 1, id, now, left, all, state);
    }
}
