package dev.culvert.sink.flink.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.sink.flink.merge.Place;
import java.util.Map;
import java.util.TreeMap;

/** Offsets of partitions as JSON, by topic and then by partition. */
public final class Positions {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Positions() {}

    public static ObjectNode node() {
        return MAPPER.createObjectNode();
    }

    public static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a property of the sink is not what it wrote", e);
        }
    }

    public static ObjectNode write(Map<Place, Long> positions) {
        ObjectNode topics = node();
        positions.forEach((place, offset) ->
                topics.withObjectProperty(place.topic()).put(Integer.toString(place.partition()), offset));
        return topics;
    }

    public static Map<Place, Long> positions(JsonNode topics) {
        Map<Place, Long> positions = new TreeMap<>();
        topics.properties().forEach(topic -> topic.getValue()
                .properties()
                .forEach(partition -> positions.put(
                        new Place(topic.getKey(), Integer.parseInt(partition.getKey())),
                        partition.getValue().longValue())));
        return positions;
    }
}
