package dev.culvert.sink.flink.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import dev.culvert.sink.flink.store.Positions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one writer has committed. JSON between two tasks.
 *
 * @param share the writer's
 * @param reached the next offset of each partition of its tables that has moved, and of the topic of transactions
 * @param last the last transaction of it; empty if there is none
 * @param committed how often each table was committed, of those that were
 * @param entries of tables of the source, where another one is to be kept
 */
record ShareReached(
        LakeShare share,
        Map<Place, Long> reached,
        Optional<PipelineElement.Commit> last,
        Map<String, Long> committed,
        Map<TableId, String> entries) {

    String json() {
        ObjectNode node = Positions.node();
        node.put("share", share.index());
        node.put("of", share.of());
        node.set("reached", Positions.write(reached));
        last.ifPresent(commit -> node.putObject("last")
                .put("topic", commit.place().topic())
                .put("partition", commit.place().partition())
                .put("offset", commit.offset())
                .put("transaction", commit.transaction())
                .put("commitEndLsn", commit.commitEndLsn())
                .put("commitMicros", commit.commitMicros()));
        ObjectNode numbers = node.putObject("committed");
        committed.forEach(numbers::put);
        node.set("entries", EntryForm.write(entries));
        return node.toString();
    }

    static ShareReached read(String json) {
        JsonNode node = Positions.read(json);
        Map<String, Long> committed = new TreeMap<>();
        node.path("committed")
                .properties()
                .forEach(each -> committed.put(each.getKey(), each.getValue().longValue()));
        return new ShareReached(
                new LakeShare(node.path("share").intValue(), node.path("of").intValue()),
                Positions.positions(node.path("reached")),
                Optional.of(node.path("last")).filter(JsonNode::isObject).map(ShareReached::commit),
                committed,
                EntryForm.read(node.path("entries")));
    }

    private static PipelineElement.Commit commit(JsonNode node) {
        return new PipelineElement.Commit(
                new Place(node.path("topic").asText(), node.path("partition").intValue()),
                node.path("offset").longValue(),
                node.path("transaction").longValue(),
                node.path("commitEndLsn").longValue(),
                node.path("commitMicros").longValue());
    }
}
