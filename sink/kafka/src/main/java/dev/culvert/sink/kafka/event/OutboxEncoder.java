package dev.culvert.sink.kafka.event;

import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.ValueState;
import dev.culvert.schemas.definition.OutboxDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.record.ChangeContext;
import dev.culvert.sink.kafka.topic.TopicRef;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes the events of one outbox of one shape. Immutable. */
final class OutboxEncoder {
    private static final int BYTEA = 17;
    private static final String HEX = "\\x";

    private final TableSchema table;
    private final Map<String, TopicRef> topics;
    private final int aggregateType;
    private final int key;
    private final int payload;
    private final boolean binary;
    /** Column by header. */
    private final Map<String, Integer> headers = new LinkedHashMap<>();

    /**
     * @param topics the topic of each aggregate type
     * @throws CulvertException {@link ErrorCode#COLUMN_MISSING}
     */
    OutboxEncoder(TableSchema table, OutboxDefinition definition, Map<String, TopicRef> topics) {
        this.table = table;
        this.topics = Map.copyOf(topics);
        OutboxDefinition.Columns columns = definition.columns();
        this.aggregateType = column(columns.aggregatetype());
        this.key = column(columns.aggregateid());
        this.payload = column(columns.payload());
        this.binary = table.columns().get(payload).type().withoutDomains().oid() == BYTEA;
        headers.put("id", column(columns.id()));
        headers.put("type", column(columns.type()));
        definition.headers().forEach(name -> headers.put(name, column(name)));
    }

    private int column(String name) {
        int index = table.indexOf(name);
        if (index < 0) {
            throw new CulvertException(
                    ErrorCode.COLUMN_MISSING,
                    "table " + table.id(),
                    "It is an outbox, and has no column \"" + name + "\" any more.",
                    Changed.POSITION_KEPT,
                    "Say how its columns are called: outbox: {columns: {payload: ...}}.");
        }
        return index;
    }

    /** @throws CulvertException {@link ErrorCode#OUTBOX_ROUTE} */
    ProducerRecord<byte[], byte[]> record(RowCursor row, ChangeContext context) {
        RowImage image = row.after();
        TopicRef topic = isValue(image, aggregateType) ? topics.get(image.text(aggregateType)) : null;
        if (topic == null) {
            throw notListed(context);
        }
        byte[] keyBytes = isValue(image, key) ? image.text(key).getBytes(StandardCharsets.UTF_8) : null;
        ProducerRecord<byte[], byte[]> event = new ProducerRecord<>(
                topic.name(),
                keyBytes == null ? 0 : topic.partitionOf(keyBytes),
                keyBytes,
                isValue(image, payload) ? payload(image.text(payload)) : null);
        headers.forEach((name, column) -> {
            if (isValue(image, column)) {
                EventHeaders.text(event, name, image.text(column));
            }
        });
        EventHeaders.place(event, context, row.lsn());
        return event;
    }

    private byte[] payload(String text) {
        return binary && text.startsWith(HEX)
                ? HexFormat.of().parseHex(text, HEX.length(), text.length())
                : text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isValue(RowImage image, int column) {
        return image.state(column) == ValueState.VALUE;
    }

    /** Which value it was is a row's, and not told (I12). */
    private CulvertException notListed(ChangeContext context) {
        return new CulvertException(
                ErrorCode.OUTBOX_ROUTE,
                "table " + table.id(),
                "Its column \"" + table.columns().get(aggregateType).name()
                        + "\" has a value that is not in outbox.aggregateTypes, or none: transaction "
                        + context.txnSequence() + " (xid " + context.xid() + "), change " + context.ordinal() + ".",
                Changed.POSITION_KEPT,
                "Put the value into outbox.aggregateTypes and run again: the stream goes on from this event.");
    }
}
