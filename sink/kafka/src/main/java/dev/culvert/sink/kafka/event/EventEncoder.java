package dev.culvert.sink.kafka.event;

import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.OutboxDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.record.ChangeContext;
import dev.culvert.sink.kafka.topic.TopicRef;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the records of events. The same change always gives the same record. For one thread.
 *
 * <p>What is no event of an outbox (a delete, a truncate, an update that means nothing) is to be passed over before it is counted,
 * so that the numbers of a transaction's changes have no gaps.
 */
public final class EventEncoder {
    private final EventTopics topics;
    private final Map<String, TopicRef> refs;
    private final Map<TableSchema, OutboxEncoder> outboxes = new IdentityHashMap<>();

    /** @param refs every topic of {@code topics}, as it is on the brokers */
    public EventEncoder(EventTopics topics, Map<String, TopicRef> refs) {
        this.topics = topics;
        this.refs = Map.copyOf(refs);
    }

    /** Whether the rows of a table are events. */
    public boolean isOutbox(TableId table) {
        return topics.outbox(table).isPresent();
    }

    /**
     * Whether a change of an outbox is an event.
     *
     * @throws CulvertException {@link ErrorCode#OUTBOX_CHANGED}
     */
    public boolean isEvent(RowCursor row) {
        OutboxDefinition definition =
                topics.outbox(row.table().id()).orElseThrow().definition();
        if (row.operation() == Operation.UPDATE && definition.onUpdate() == OutboxDefinition.OnUpdate.STOP) {
            throw new CulvertException(
                    ErrorCode.OUTBOX_CHANGED,
                    "table " + row.table().id(),
                    "A row of this outbox was updated (LSN " + row.lsn()
                            + "); its insert is an event, which stays as it is.",
                    Changed.POSITION_KEPT,
                    "If updates of it mean nothing: outbox: {onUpdate: ignore}; then run again.");
        }
        return row.operation() == Operation.INSERT;
    }

    /**
     * The record of an event of an outbox.
     *
     * @throws CulvertException {@link ErrorCode#OUTBOX_ROUTE}, {@link ErrorCode#COLUMN_MISSING}
     */
    public ProducerRecord<byte[], byte[]> row(RowCursor row, ChangeContext context) {
        OutboxEncoder encoder = outboxes.get(row.table());
        if (encoder == null) {
            encoder = encoder(row.table());
            outboxes.put(row.table(), encoder);
        }
        return encoder.record(row, context);
    }

    private OutboxEncoder encoder(TableSchema table) {
        Map<String, TopicRef> byType = new HashMap<>();
        topics.byType(table.id()).forEach((type, topic) -> byType.put(type, refs.get(topic)));
        return new OutboxEncoder(table, topics.outbox(table.id()).orElseThrow().definition(), byType);
    }

    /** Whether a message is an event: one that is not transactional has no place in the order of the commits. */
    public boolean isEvent(LogicalMessage message) {
        return message.transactional() && topics.ofPrefix(message.prefix()).isPresent();
    }

    /** The record of a message that is an event. */
    public ProducerRecord<byte[], byte[]> message(LogicalMessage message, ChangeContext context) {
        TopicRef topic = refs.get(topics.ofPrefix(message.prefix()).orElseThrow());
        byte[] key = message.prefix().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> event =
                new ProducerRecord<>(topic.name(), topic.partitionOf(key), key, message.content());
        EventHeaders.place(event, context, message.lsn());
        return event;
    }
}
