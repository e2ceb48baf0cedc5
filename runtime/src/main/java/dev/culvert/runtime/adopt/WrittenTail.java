package dev.culvert.runtime.adopt;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What is at the end of a connector's topics. In each partition changes lie in the order of the commits, so that the newest say
 * everything about what came after a boundary. A repetition of the connector's own is seen as one change.
 */
final class WrittenTail {
    private final PartitionReader reader;
    private final SourceBlocks blocks;
    private final List<TopicPartition> partitions;

    /** A change, however often it is there. */
    private record Written(Place place, Object key) {}

    WrittenTail(PartitionReader reader, SourceBlocks blocks, Collection<String> topics) {
        this.reader = reader;
        this.blocks = blocks;
        this.partitions = topics.stream()
                .flatMap(topic -> reader.partitions(topic).stream())
                .toList();
    }

    /** The transactions of the newest change of each partition. */
    Set<SourceTransaction> newest() {
        Set<SourceTransaction> newest = new HashSet<>();
        for (TopicPartition partition : partitions) {
            reader.backward(partition, message -> {
                Optional<WrittenChange> change = blocks.of(message);
                change.ifPresent(found -> newest.add(found.transaction()));
                return change.isEmpty();
            });
        }
        return newest;
    }

    /**
     * How many changes are written of each place, of each of these transactions.
     *
     * @param transactions all that committed after a boundary, up to the last of {@link #newest}
     */
    Map<SourceTransaction, Map<Place, Long>> changesOf(Set<SourceTransaction> transactions) {
        Map<SourceTransaction, Set<Written>> written = new HashMap<>();
        for (TopicPartition partition : partitions) {
            reader.backward(partition, message -> {
                Optional<WrittenChange> change = blocks.of(message);
                if (change.isPresent() && !transactions.contains(change.get().transaction())) {
                    return false;
                }
                change.ifPresent(found -> written.computeIfAbsent(found.transaction(), any -> new HashSet<>())
                        .add(new Written(new Place(found.table(), found.lsn()), identity(message))));
                return true;
            });
        }
        Map<SourceTransaction, Map<Place, Long>> counts = new HashMap<>();
        written.forEach((transaction, changes) -> {
            Map<Place, Long> byPlace = counts.computeIfAbsent(transaction, any -> new HashMap<>());
            changes.forEach(change -> byPlace.merge(change.place(), 1L, Long::sum));
        });
        return counts;
    }

    /** One WAL record changes a key once; rows without one cannot be told apart, and count as often as they are there. */
    private static Object identity(ConsumerRecord<byte[], byte[]> message) {
        return message.key() == null
                ? message.topic() + "-" + message.partition() + "-" + message.offset()
                : java.nio.ByteBuffer.wrap(message.key());
    }
}
