package dev.culvert.sink.flink.iceberg;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.TableTopic;
import dev.culvert.sink.flink.store.PipelineSink;
import dev.culvert.sink.flink.store.Positions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;

/**
 * How far all tables of a sink are, in the properties of a table of its own: the next offset of each partition, the last transaction, which run
 * writes, and how often each table was committed. Written after the tables, so it is never ahead of them. For one thread.
 */
final class SinkProgress {
    private static final String RUN = "culvert.run";
    private static final String POSITIONS = "culvert.positions";
    private static final String TOPICS = "culvert.topics";
    private static final String COMMITS = "culvert.commits";
    private static final String ENTRIES = "culvert.entries";
    private static final String TXN = "culvert.txn-seq";
    private static final String LSN = "culvert.commit-end-lsn";
    private static final String COMMITTED = "culvert.commit-time";

    private final Table table;
    private final TableIdentifier name;
    private final String sink;
    private final Map<Place, Long> offsets;
    private final Map<String, String> topicIds = new HashMap<>();
    private final Map<String, Long> commits = new TreeMap<>();
    private final Map<TableId, String> entries;
    /** The offsets as they were when it was opened. */
    private final Map<Place, Long> atStart;

    private SinkProgress(Table table, TableIdentifier name, String sink) {
        this.table = table;
        this.name = name;
        this.sink = sink;
        Map<String, String> properties = table.properties();
        this.offsets = Positions.positions(Positions.read(properties.getOrDefault(POSITIONS, "{}")));
        this.atStart = Map.copyOf(offsets);
        this.entries = EntryForm.read(Positions.read(properties.getOrDefault(ENTRIES, "{}")));
        Positions.read(properties.getOrDefault(TOPICS, "{}"))
                .properties()
                .forEach(each -> topicIds.put(each.getKey(), each.getValue().asText()));
        Positions.read(properties.getOrDefault(COMMITS, "{}"))
                .properties()
                .forEach(each -> commits.put(each.getKey(), each.getValue().longValue()));
    }

    /** What is kept under the name; empty if it was never used. */
    static Optional<SinkProgress> find(Lake lake, IcebergTarget target) {
        return lake.find(target.progress()).map(table -> new SinkProgress(table, target.progress(), target.name()));
    }

    /**
     * What is kept under the name, for a run that has taken over.
     *
     * @throws CulvertException {@link ErrorCode#SINK_IN_USE} if it has not, or another one has since
     */
    static SinkProgress of(Lake lake, IcebergTarget target, String run) {
        SinkProgress progress = find(lake, target).orElseThrow(() -> notMine(target.name()));
        progress.requireMine(run);
        return progress;
    }

    /** From now on it is written by this run: a former one ends at its next commit. */
    static void takeOver(Lake lake, IcebergTarget target, String run) {
        Table table = lake.find(target.progress())
                .orElseGet(() -> lake.create(
                        target.progress(),
                        new Schema(Types.NestedField.optional(
                                1, "nothing", Types.StringType.get(), "how far the sink is, is in the properties")),
                        Map.of(
                                "write.metadata.delete-after-commit.enabled", "true",
                                "write.metadata.previous-versions-max", "5")));
        Lake.guarded(target.progress(), () -> {
            table.updateProperties().set(RUN, run).commit();
            return null;
        });
    }

    /** The next offset of each partition of which anything was taken. */
    Map<Place, Long> offsets() {
        return offsets;
    }

    boolean has(Place place, long offset) {
        return offset < offsets.getOrDefault(place, 0L);
    }

    /** The last transaction that is in the tables; empty while there is none. */
    Optional<PipelineSink.Last> last() {
        return Optional.ofNullable(table.properties().get(TXN))
                .map(number -> new PipelineSink.Last(
                        Long.parseLong(number),
                        Lsn.parse(table.properties().get(LSN)),
                        Optional.ofNullable(table.properties().get(COMMITTED)).map(Instant::parse)));
    }

    /** Whether the ids of the topics of all these are known. */
    boolean knowsAll(Set<Place> places) {
        return places.stream().map(Place::topic).allMatch(topicIds::containsKey);
    }

    /** By what the definition said the last rows of a table of the source were made, or that it left it out; empty if nothing is known. */
    Optional<String> entry(TableId source) {
        return Optional.ofNullable(entries.get(source));
    }

    /** Whether anything of a topic was passed when it was opened that a table does not have. @param has whether it has an offset */
    boolean wasBeyond(String topic, BiPredicate<Place, Long> has) {
        return atStart.entrySet().stream()
                .anyMatch(each -> each.getKey().topic().equals(topic)
                        && each.getValue() > 0
                        && !has.test(each.getKey(), each.getValue() - 1));
    }

    /** How often a table was committed, as far as this knows; 0 if never. */
    long commits(TableIdentifier of) {
        return commits.getOrDefault(of.toString(), 0L);
    }

    /**
     * Offsets mean something in the topics only that they were read from.
     *
     * @throws CulvertException {@link ErrorCode#SINK_GAP} if one was deleted and made again
     */
    void requireSame(List<TableTopic> tables) {
        for (TableTopic topic : tables) {
            String known = topicIds.get(topic.topic());
            if (known != null && !known.isEmpty() && !known.equals(topic.id())) {
                throw new CulvertException(
                        ErrorCode.SINK_GAP,
                        "topic " + topic.topic(),
                        "It is not the topic that the sink " + sink
                                + " has read: it has another id, so it was deleted and made again.",
                        Changed.NOTHING,
                        "Give the sink another name, under which it begins anew, and another schema or warehouse.");
            }
        }
    }

    /** @throws CulvertException {@link ErrorCode#SINK_IN_USE} if another run has taken over */
    void requireMine(String run) {
        Lake.guarded(name, () -> {
            table.refresh();
            return null;
        });
        if (!run.equals(table.properties().get(RUN))) {
            throw notMine(sink);
        }
    }

    private static CulvertException notMine(String sink) {
        return new CulvertException(
                ErrorCode.SINK_IN_USE,
                "sink " + sink,
                "Another run of it has begun, and goes on from what this one committed.",
                Changed.NOTHING,
                "Run it once; culvert explain CV-SINK-IN-USE says how to see it.");
    }

    /** What this run has committed, and has not written here yet. */
    void advance(Map<Place, Long> reached) {
        reached.forEach((place, offset) -> offsets.merge(place, offset, Math::max));
    }

    /** What the tables have. @param topics what is known of topics that are new here */
    void write(SharesReached.Step step, List<TableTopic> topics) {
        advance(step.reached());
        commits.putAll(step.committed());
        entries.putAll(step.entries());
        topics.forEach(topic -> topicIds.putIfAbsent(topic.topic(), topic.id()));
        step.reached().keySet().forEach(place -> topicIds.putIfAbsent(place.topic(), "")); // of no table
        Lake.guarded(name, () -> {
            UpdateProperties update = table.updateProperties()
                    .set(POSITIONS, Positions.write(offsets).toString())
                    .set(TOPICS, json(topicIds))
                    .set(COMMITS, json(commits))
                    .set(ENTRIES, EntryForm.write(entries).toString());
            step.last().map(PipelineSink.Last::of).ifPresent(last -> {
                update.set(TXN, Long.toString(last.transaction()))
                        .set(LSN, last.commitEndLsn().toString());
                last.committedAt().ifPresent(at -> update.set(COMMITTED, at.toString()));
            });
            update.commit();
            return null;
        });
    }

    private static String json(Map<String, ?> values) {
        ObjectNode node = Positions.node();
        values.forEach((key, value) -> node.putPOJO(key, value));
        return node.toString();
    }
}
