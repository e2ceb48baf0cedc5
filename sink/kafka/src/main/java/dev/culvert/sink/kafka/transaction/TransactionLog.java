package dev.culvert.sink.kafka.transaction;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Transaction;
import dev.culvert.schemas.position.InsideTransaction;
import dev.culvert.sink.kafka.record.Subjects;
import dev.culvert.sink.kafka.record.WireFormat;
import dev.culvert.sink.kafka.registry.SchemaIds;
import dev.culvert.sink.kafka.topic.TopicRef;
import dev.culvert.sink.kafka.type.ByteOutput;
import dev.culvert.sink.kafka.type.JsonText;
import dev.culvert.sink.kafka.type.RecordSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the record of {@code <pipeline>.transactions} for each transaction: what it is, and how many records it has in which
 * partition, so that a consumer of several topics can tell when it has the whole of it. Its schema is {@code transaction.avsc}.
 * Not thread-safe: owned by whoever handles begin and commit.
 *
 * <p>Every record of a transaction must be counted, those too that a replay does not send again, whose numbers the position has: the
 * record is the same whether the transaction was written in one piece or in parts.
 */
public final class TransactionLog {
    private final TopicRef topic;
    private final Optional<byte[]> avroHeader;
    private final Map<String, long[]> records = new TreeMap<>();
    private final ByteOutput out = new ByteOutput(1024);
    private Transaction transaction;
    private long changes;

    private TransactionLog(TopicRef topic, Optional<byte[]> avroHeader) {
        this.topic = topic;
        this.avroHeader = avroHeader;
    }

    /**
     * Registers the schema.
     *
     * @throws dev.culvert.schemas.error.CulvertException REGISTRY_INCOMPATIBLE, REGISTRY_UNREACHABLE, REGISTRY_AUTH
     */
    public static TransactionLog avro(TopicRef topic, SchemaIds registry) {
        int id = registry.register(Subjects.value(topic.name()), RecordSchemas.TRANSACTION);
        return new TransactionLog(topic, Optional.of(WireFormat.header(id)));
    }

    public static TransactionLog json(TopicRef topic) {
        return new TransactionLog(topic, Optional.empty());
    }

    public void begin(Transaction started) {
        transaction = started;
        records.clear();
        changes = 0;
    }

    /** What is counted so far. */
    public List<InsideTransaction.Records> records() {
        List<InsideTransaction.Records> counted = new ArrayList<>();
        records.forEach((name, counts) -> {
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    counted.add(new InsideTransaction.Records(name, i, counts[i]));
                }
            }
        });
        return counted;
    }

    /** Counts what is durable of the transaction that has begun. */
    public void count(List<InsideTransaction.Records> durable) {
        for (InsideTransaction.Records each : durable) {
            count(each.topic(), each.partition() + 1, each.partition(), each.count());
        }
    }

    /** Counts a change: a row, or a table truncated. */
    public void change() {
        changes++;
    }

    /** Counts a record of a change, unless it is a tombstone. */
    public void count(ProducerRecord<byte[], byte[]> record) {
        if (record.value() != null) {
            count(record.topic(), record.partition() + 1, record.partition(), 1);
        }
    }

    /** Counts the record of an event, which may be without a value. */
    public void countEvent(ProducerRecord<byte[], byte[]> event) {
        count(event.topic(), event.partition() + 1, event.partition(), 1);
    }

    private void count(String name, int atLeast, int partition, long more) {
        long[] counts = records.get(name);
        if (counts == null || counts.length < atLeast) {
            counts = counts == null ? new long[atLeast] : java.util.Arrays.copyOf(counts, atLeast);
            records.put(name, counts);
        }
        counts[partition] += more;
    }

    /** The transaction's record. */
    public ProducerRecord<byte[], byte[]> commit(Lsn commitEndLsn) {
        out.reset();
        if (avroHeader.isPresent()) {
            out.raw(avroHeader.get());
            avro(commitEndLsn);
        } else {
            json(commitEndLsn);
        }
        return new ProducerRecord<>(topic.name(), 0, null, out.toBytes());
    }

    private void avro(Lsn commitEndLsn) {
        out.string(id());
        out.number(transaction.sequence());
        out.number(transaction.xid());
        out.number(commitEndLsn.value());
        out.number(commitMicros());
        out.number(changes);
        int partitions = 0;
        for (long[] counts : records.values()) {
            for (long count : counts) {
                partitions += count > 0 ? 1 : 0;
            }
        }
        if (partitions > 0) {
            out.number(partitions);
            records.forEach((name, counts) -> {
                for (int i = 0; i < counts.length; i++) {
                    if (counts[i] > 0) {
                        out.string(name);
                        out.number(i);
                        out.number(counts[i]);
                    }
                }
            });
        }
        out.number(0);
    }

    private void json(Lsn commitEndLsn) {
        out.ascii("{\"id\":");
        JsonText.string(id(), out);
        number(",\"txn_seq\":", transaction.sequence());
        number(",\"xid\":", transaction.xid());
        number(",\"commit_end_lsn\":", commitEndLsn.value());
        number(",\"commit_time\":", commitMicros());
        number(",\"changes\":", changes);
        out.ascii(",\"partitions\":[");
        boolean[] any = {false};
        records.forEach((name, counts) -> {
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    out.ascii(any[0] ? ",{\"topic\":" : "{\"topic\":");
                    any[0] = true;
                    JsonText.string(name, out);
                    number(",\"partition\":", i);
                    number(",\"records\":", counts[i]);
                    out.raw((byte) '}');
                }
            }
        });
        out.ascii("]}");
    }

    private void number(String name, long value) {
        out.ascii(name);
        out.ascii(Long.toString(value));
    }

    private String id() {
        return transaction.xid() + ":" + transaction.sequence();
    }

    private long commitMicros() {
        return Math.addExact(
                Math.multiplyExact(transaction.commitTime().getEpochSecond(), 1_000_000),
                transaction.commitTime().getNano() / 1_000);
    }
}
