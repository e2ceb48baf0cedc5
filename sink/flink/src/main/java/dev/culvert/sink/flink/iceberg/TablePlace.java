package dev.culvert.sink.flink.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.store.Positions;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * How far one table is, as the newest snapshot that the sink made of it says. Immutable.
 *
 * @param number of the sink's commits of this table
 * @param commit the id of the last of them; empty before the first
 * @param sources each table of the source that goes into it, by its name
 * @param offsets the next offset of each partition of their topics
 */
record TablePlace(long number, String commit, Map<String, SourcePlace> sources, Map<Place, Long> offsets) {
    /** Keys of a snapshot's summary and of a table's properties. */
    static final String SINK = "culvert.sink";

    static final String PLACE = "culvert.place";
    static final String COMMIT = "culvert.commit";
    /** Of a snapshot between two of one commit: the commit's id. */
    static final String PART_OF = "culvert.part-of";

    /** Of a table that the sink has not committed. */
    static final TablePlace NONE = new TablePlace(0, "", Map.of(), Map.of());

    TablePlace {
        sources = Map.copyOf(sources);
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
        Map<String, SourcePlace> sources = new HashMap<>();
        node.path("sources")
                .properties()
                .forEach(each -> sources.put(each.getKey(), SourcePlace.read(each.getValue())));
        return new TablePlace(
                node.path("number").longValue(),
                node.path("commit").asText(),
                sources,
                Positions.positions(node.path("offsets")));
    }

    String json() {
        ObjectNode node = Positions.node();
        node.put("number", number);
        node.put("commit", commit);
        ObjectNode all = node.putObject("sources");
        new TreeMap<>(sources).forEach((source, place) -> place.write(all.putObject(source)));
        node.set("offsets", Positions.write(offsets));
        return node.toString();
    }

    boolean has(Place place, long offset) {
        return offset < offsets.getOrDefault(place, 0L);
    }

    /** Of a table that has this one for itself: what it was called when it was committed does not matter. */
    Optional<SourcePlace> only() {
        return sources.values().stream().findFirst();
    }

    /** Of one of those that share the table. */
    Optional<SourcePlace> of(TableId source) {
        return Optional.ofNullable(sources.get(source.toString()));
    }

    /** After one more commit. @param reached beyond what is committed, of any topics */
    TablePlace next(String id, Map<String, SourcePlace> now, Map<Place, Long> reached) {
        Set<String> topics = topics(now.values());
        Map<Place, Long> all = new TreeMap<>(offsets);
        reached.forEach((place, offset) -> {
            if (topics.contains(place.topic())) {
                all.merge(place, offset, Math::max);
            }
        });
        return new TablePlace(number + 1, id, now, all);
    }

    private static Set<String> topics(Collection<SourcePlace> sources) {
        return sources.stream().map(SourcePlace::topic).collect(Collectors.toSet());
    }
}
