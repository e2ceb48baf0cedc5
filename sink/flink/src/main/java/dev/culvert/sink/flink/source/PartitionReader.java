package dev.culvert.sink.flink.source;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.merge.Arrival;
import dev.culvert.sink.flink.merge.Order;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.merge.TransactionMerge;
import dev.culvert.sink.flink.record.RecordReader;
import dev.culvert.sink.flink.record.UnreadableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * All partitions of a pipeline, read with one consumer into one merge. Partitions that are ahead of the others are paused, so that memory is
 * bounded: one that others wait for has nothing waiting, and is never paused.
 *
 * <p>Tables that come while it reads are found by their topics in the position, which is looked at every ten seconds, and at once when a
 * transaction has records in a topic that is not known. For one thread.
 */
final class PartitionReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final long TABLES_EACH = Duration.ofSeconds(10).toNanos();
    private static final long LACKING_EACH = Duration.ofSeconds(1).toNanos();
    private static final int AHEAD_BYTES = 2 << 20;
    private static final long ALL_BYTES = 64L << 20;
    private static final int AHEAD_ANNOUNCEMENTS = 10_000;

    private final PipelineTopics topics;
    private final Map<Place, Long> from;
    private final RecordReader records;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Place transactions;
    private final TransactionMerge merge = new TransactionMerge();
    private final boolean setsAside;
    private final List<PipelineElement> unreadable = new ArrayList<>();
    private long lackingAt;
    private final Map<TopicPartition, Place> places = new HashMap<>();
    private final Map<String, TableTopic> tables = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long tablesAt;

    private PartitionReader(PipelineTopics topics, Map<Place, Long> from, boolean setsAside) {
        this.topics = topics;
        this.setsAside = setsAside;
        this.from = new TreeMap<>(from);
        this.records = topics.recordReader();
        this.transactions = new Place(topics.transactions(), 0);
        this.consumer = topics.consumer();
    }

    /**
     * @param from the next offset to read; where it is not told, the beginning
     * @param untilNow whether there is an end: what is there now
     * @param setsAside whether it goes on after a record that cannot be read
     */
    static PartitionReader open(PipelineTopics topics, Map<Place, Long> from, boolean untilNow, boolean setsAside) {
        PartitionReader reader = new PartitionReader(topics, from, setsAside);
        try {
            reader.assign(List.of(reader.transactions));
            reader.lookForTables();
            if (untilNow) {
                reader.ends.putAll(reader.consumer.endOffsets(reader.consumer.assignment()));
            }
            return reader;
        } catch (KafkaException e) {
            reader.close();
            throw reader.translate(e);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    Place transactions() {
        return transactions;
    }

    TableId table(Place place) {
        return tables.get(place.topic()).table();
    }

    /** Whose topic it is; empty for the topic of transactions. */
    Optional<TableId> tableOf(Place place) {
        return Optional.ofNullable(tables.get(place.topic())).map(TableTopic::table);
    }

    /** @return whether anything was handed out */
    boolean advance(int most, Order out) {
        try {
            boolean any = merge.advance(most, out);
            if (!any && !merge.missingTopics().isEmpty()) {
                lookForTables();
                merge.missingTopics().forEach(merge::ignore);
                return true;
            }
            if (!any && setsAside) {
                requireNotLacking();
            }
            return any;
        } catch (TransactionMerge.GapException e) {
            throw new CulvertException(
                    ErrorCode.SINK_GAP,
                    "topic " + e.place().topic() + ", partition " + e.place().partition(),
                    "Records are missing: " + e.getMessage() + ".",
                    Changed.NOTHING,
                    "Give the table a new topic (source.tables[].topic) and copy it there: culvert run FILE --resnapshot TABLE. A copy into"
                            + " the same topic is enough if nothing else is in it before the copy. Keep records longer (retention.ms)"
                            + " than a sink may be away.");
        }
    }

    /** All records of a transaction were written before its announcement: if nothing is to come any more, one of them cannot be read. */
    private void requireNotLacking() {
        Optional<Place> lacking = merge.lacking();
        if (lacking.isEmpty() || System.nanoTime() - lackingAt < LACKING_EACH) {
            return;
        }
        lackingAt = System.nanoTime();
        TopicPartition partition =
                new TopicPartition(lacking.get().topic(), lacking.get().partition());
        if (consumer.position(partition) >= topics.written(partition)) {
            throw new TransactionMerge.GapException(
                    lacking.get(),
                    "a record that cannot be read stands where one of an announced transaction, or the truncate of a copy, should");
        }
    }

    /** Records that cannot be read, since it was asked last. */
    List<PipelineElement> unreadable() {
        if (unreadable.isEmpty()) {
            return List.of();
        }
        List<PipelineElement> seen = List.copyOf(unreadable);
        unreadable.clear();
        return seen;
    }

    /** Reads more. @return whether anything came */
    boolean poll() {
        try {
            if (System.nanoTime() - tablesAt > TABLES_EACH) {
                lookForTables();
            }
            pauseAndResume();
            boolean any = false;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                any = true;
                take(record);
            }
            return any;
        } catch (KafkaException e) {
            throw translate(e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        Place place = places.get(new TopicPartition(record.topic(), record.partition()));
        try {
            if (place.equals(transactions)) {
                merge.announced(records.announcement(record.value()), record.offset());
            } else {
                merge.arrived(new Arrival(
                        place,
                        record.offset(),
                        record.key(),
                        record.value(),
                        records.change(record.topic(), record.key(), record.value())));
            }
        } catch (UnreadableException e) {
            if (setsAside && !e.isOfRegistry() && !place.equals(transactions)) {
                merge.unreadable(place);
                unreadable.add(PipelineElement.unreadable(
                        new PipelineElement.Source(table(place), place, record.offset(), record.key(), record.value()),
                        "The record cannot be read: " + e.getMessage() + "."));
                return;
            }
            throw new CulvertException(
                    ErrorCode.SINK_RECORD,
                    "topic " + record.topic() + ", partition " + record.partition() + ", offset " + record.offset(),
                    "The record cannot be read: " + e.getMessage() + ".",
                    Changed.NOTHING,
                    "See who else writes to this topic; only Culvert's user may. Compare format.registry.url with the registry that the"
                            + " pipeline writes to; if that lost its storage, the pipeline's next start says what is to be done. If the"
                            + " format was changed, give the pipeline new topics (kafka.topic).");
        }
    }

    private void pauseAndResume() {
        List<TopicPartition> pause = new ArrayList<>();
        List<TopicPartition> resume = new ArrayList<>();
        boolean full = merge.waitingBytes() > ALL_BYTES;
        places.forEach((partition, place) -> {
            boolean ahead = place.equals(transactions)
                    ? merge.waitingAnnouncements() > AHEAD_ANNOUNCEMENTS
                    : merge.waitingBytes(place) > (full ? 0 : AHEAD_BYTES);
            (ahead ? pause : resume).add(partition);
        });
        consumer.pause(pause);
        consumer.resume(resume);
    }

    /** Adds the topics of tables that are new in the position. */
    private void lookForTables() {
        tablesAt = System.nanoTime();
        List<TableTopic> fresh = topics.tables().stream()
                .filter(table -> !tables.containsKey(table.topic()))
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        topics.requireSame(fresh);
        List<Place> added = new ArrayList<>();
        for (TableTopic table : fresh) {
            tables.put(table.topic(), table);
            for (int i = 0; i < table.partitions(); i++) {
                added.add(new Place(table.topic(), i));
            }
        }
        assign(added);
    }

    private void assign(List<Place> added) {
        Set<TopicPartition> all = new HashSet<>(places.keySet());
        List<TopicPartition> partitions = added.stream()
                .map(place -> new TopicPartition(place.topic(), place.partition()))
                .toList();
        all.addAll(partitions);
        consumer.assign(all);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ending = consumer.endOffsets(partitions);
        for (int i = 0; i < added.size(); i++) {
            Place place = added.get(i);
            TopicPartition partition = partitions.get(i);
            long beginning = beginnings.get(partition);
            long wanted = from.getOrDefault(place, 0L);
            if (wanted > ending.get(partition)) {
                throw endsBefore(place, wanted, ending.get(partition));
            }
            consumer.seek(partition, Math.max(beginning, wanted));
            places.put(partition, place);
            if (!place.equals(transactions)) {
                merge.add(place, beginning > wanted);
            }
        }
    }

    private static CulvertException endsBefore(Place place, long wanted, long end) {
        return new CulvertException(
                ErrorCode.SINK_GAP,
                "topic " + place.topic() + ", partition " + place.partition(),
                "It ends at offset " + end + ", and the sink has read to " + wanted
                        + ": it was made again, or the broker lost what it had.",
                Changed.NOTHING,
                "Start the pipeline, which sees what is missing and says what is to be done. A sink whose topics are all new begins anew"
                        + " under another name (sinks[].name).");
    }

    /** Whether everything has come that was there at the start; never without an end. */
    boolean isAtEnd() {
        if (ends.isEmpty() || merge.hasBegun()) {
            return false;
        }
        Map<Place, Long> waiting = merge.firstWaiting();
        return ends.entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue()
                                && waiting.getOrDefault(places.get(end.getKey()), Long.MAX_VALUE) >= end.getValue())
                && merge.waitingAnnouncements() == 0;
    }

    /** The next offset of every partition, if nothing that was read waits. */
    Map<Place, Long> idlePositions() {
        Map<Place, Long> positions = new TreeMap<>();
        if (merge.isIdle() && !merge.isAnythingMissing()) {
            places.forEach((partition, place) -> positions.put(place, consumer.position(partition)));
        }
        return positions;
    }

    private CulvertException translate(KafkaException e) {
        return topics.translate(e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
