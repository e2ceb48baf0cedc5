package dev.culvert.sink.flink.letter;

import dev.culvert.sink.flink.record.RecordId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Letters that are in their topic although no commit says so: whoever sent them died before it. They are told apart by where their records are,
 * and by Kafka's id of that topic, since offsets mean nothing in another of the same name. For one thread at a time.
 */
final class KnownLetters {
    private final Map<String, Set<RecordId>> known = new HashMap<>();
    private final UnaryOperator<String> topicIds;
    private final Predicate<RecordId> committed;

    /** @param topicIds Kafka's id of a topic, by its name @param committed whether a record is behind what the store has */
    KnownLetters(UnaryOperator<String> topicIds, Predicate<RecordId> committed) {
        this.topicIds = topicIds;
        this.committed = committed;
    }

    /** A record of the topic of letters. */
    void read(ConsumerRecord<byte[], byte[]> letter) {
        String name = LetterTopic.header(letter, "topic").orElse("");
        String[] id = LetterTopic.header(letter, "record").orElse("").split("/");
        if (id.length == 3 && id[0].equals(topicIds.apply(name))) {
            add(new RecordId(name, Integer.parseInt(id[1]), Long.parseLong(id[2])));
        }
    }

    private void add(RecordId record) {
        if (!committed.test(record)) {
            known.computeIfAbsent(record.topic(), name -> new HashSet<>()).add(record);
        }
    }

    /** Notes a letter. @return false if it was there already */
    boolean isNew(RecordId record) {
        return known.computeIfAbsent(record.topic(), name -> new HashSet<>()).add(record);
    }

    /** By which a letter is told: for its header. */
    String words(RecordId record) {
        return topicIds.apply(record.topic()) + "/" + record.partition() + "/" + record.offset();
    }

    /** The store has committed: what is behind that does not come again. */
    void committed() {
        known.values().forEach(records -> records.removeIf(committed));
    }
}
