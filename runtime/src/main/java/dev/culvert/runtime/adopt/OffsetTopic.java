package dev.culvert.runtime.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.client.KafkaErrors;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;

/** The offset topic of a Connect cluster ({@code offset.storage.topic}), or of a Debezium Server with offsets in Kafka. */
public record OffsetTopic(KafkaClients kafka, String name) implements ConnectorOffsets {

    @Override
    public List<ConnectorOffset> read(Optional<String> connector) {
        ObjectMapper mapper = new ObjectMapper();
        Map<String, ConnectorOffset> newest = new TreeMap<>();
        try (PartitionReader reader = new PartitionReader(kafka)) {
            if (!reader.exists(name)) {
                throw new CulvertException(
                        ErrorCode.ADOPT_UNREADABLE,
                        "topic " + name,
                        "It does not exist on " + kafka.bootstrap() + ".",
                        Changed.NOTHING,
                        "Name the offset.storage.topic of the Connect cluster, on the same brokers as kafka.bootstrap.");
            }
            reader.forward(name, record -> {
                JsonNode key = mapper.readTree(record.key());
                if (record.value() == null) {
                    newest.remove(key.toString());
                    return;
                }
                ConnectorOffset.of(key, mapper.readTree(record.value()), connector)
                        .ifPresent(offset -> newest.put(key.toString(), offset));
            });
        } catch (IOException e) {
            throw new CulvertException(
                    ErrorCode.ADOPT_UNREADABLE,
                    "topic " + name,
                    "It has a record that is no JSON, so it is not the offset topic of a Connect cluster.",
                    Changed.NOTHING,
                    "Name the offset.storage.topic of the Connect cluster.",
                    e);
        } catch (KafkaException e) {
            throw KafkaErrors.translate(e, "topic " + name, "reading it", Changed.NOTHING);
        }
        return List.copyOf(newest.values());
    }
}
