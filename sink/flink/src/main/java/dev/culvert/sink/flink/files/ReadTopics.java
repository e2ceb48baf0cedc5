package dev.culvert.sink.flink.files;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.TableTopic;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The topics that a log has read, by their ids: offsets mean something in these only. */
final class ReadTopics {
    private ReadTopics() {}

    /** @throws CulvertException {@link ErrorCode#SINK_GAP} if one was deleted and made again */
    static void requireSame(CommitRecord record, List<TableTopic> tables) {
        for (TableTopic topic : tables) {
            String known = record.topics().getOrDefault(topic.topic(), "");
            if (!known.isEmpty() && !known.equals(topic.id())) {
                throw new CulvertException(
                        ErrorCode.SINK_GAP,
                        "topic " + topic.topic(),
                        "It is not the topic that the sink " + record.sink()
                                + " has read: it has another id, so it was deleted and made again.",
                        Changed.NOTHING,
                        "Give the sink another name, under which it begins anew, and another folder.");
            }
        }
    }

    /** What is known, and the ids of topics that are new in these places. */
    static Map<String, String> with(Map<String, String> known, Set<Place> places, Supplier<List<TableTopic>> topics) {
        if (places.stream().allMatch(place -> known.containsKey(place.topic()))) {
            return known;
        }
        Map<String, String> all = new TreeMap<>(known);
        topics.get().forEach(topic -> all.putIfAbsent(topic.topic(), topic.id()));
        places.forEach(place -> all.putIfAbsent(place.topic(), "")); // of no table
        return all;
    }
}
