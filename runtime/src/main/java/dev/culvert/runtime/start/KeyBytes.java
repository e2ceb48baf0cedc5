package dev.culvert.runtime.start;

import dev.culvert.connector.mask.Masks;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.sink.kafka.record.TableFormats;
import dev.culvert.sink.kafka.registry.SchemaFingerprint;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.topic.Topics;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * A key of the same columns whose bytes differ, as after {@code int} was made {@code bigint}: the same row would go to another partition,
 * and a reader who has that partition first would take the former row for the later one. So its table begins anew in another topic.
 */
final class KeyBytes {
    private final SchemaRegistry registry;
    private final Topics topics;

    KeyBytes(SchemaRegistry registry, Topics topics) {
        this.registry = registry;
        this.topics = topics;
    }

    /**
     * @param stored what the topics have
     * @param tables that are selected
     * @param names topics of those that begin anew
     * @throws CulvertException {@link ErrorCode#KEY_CHANGED}
     */
    void requireSame(PositionContext stored, Collection<SelectedTable> tables, Map<TableId, String> names) {
        Masks masks = new Masks(List.copyOf(tables));
        for (SelectedTable table : tables) {
            String topic = names.get(table.id());
            for (TableContext then : stored.tables()) {
                if (then.table().equals(table.id()) && then.topic().equals(topic)) {
                    TableFormats.keySchema(masks.schema(table.schema()), topic)
                            .ifPresent(key -> requireSame(then, key));
                }
            }
        }
    }

    private void requireSame(TableContext then, Schema key) {
        boolean otherwise = !then.keySchema().isEmpty() && !then.keySchema().equals(SchemaFingerprint.of(key));
        if (!otherwise
                || then.topicPartitions() == 1
                || topics.used(Set.of(then.topic())).isEmpty()) {
            return;
        }
        registry.schema(then.keySchemaId())
                .filter(former -> names(former).equals(names(key)))
                .ifPresent(former -> {
                    throw new CulvertException(
                            ErrorCode.KEY_CHANGED,
                            "table " + then.table(),
                            "Its key is of other types than it was, so that its keys have other bytes and go to other partitions: topic "
                                    + then.topic() + " would have one key in two of them, in no order.",
                            Changed.NOTHING,
                            "Give the table a new topic (tables[].topic), then " + RunCommandText.anew(then.table())
                                    + " copies it there.");
                });
    }

    private static List<String> names(Schema key) {
        return key.getFields().stream().map(Schema.Field::name).toList();
    }
}
