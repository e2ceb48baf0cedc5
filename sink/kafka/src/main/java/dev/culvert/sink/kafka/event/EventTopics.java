package dev.culvert.sink.kafka.event;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.Glob;
import dev.culvert.schemas.definition.MessageRule;
import dev.culvert.sink.kafka.topic.TopicNames;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which topic each event goes to, by name. Every one of them is known before the first event. Immutable. */
public final class EventTopics {
    /** What Culvert says to itself. */
    private static final String OWN_PREFIX = "culvert";

    private final Map<TableId, Outbox> outboxes = new TreeMap<>();
    private final Map<TableId, Map<String, String>> byType = new TreeMap<>();
    private final List<MessageRule> messages;

    /** @throws dev.culvert.schemas.error.CulvertException {@code DEF_VALUE} if Kafka would not take a name */
    public EventTopics(Collection<Outbox> outboxes, List<MessageRule> messages, TopicNames names) {
        for (Outbox outbox : outboxes) {
            Map<String, String> types = new TreeMap<>();
            for (String type : outbox.definition().aggregateTypes()) {
                types.put(type, names.event(outbox.definition().topic(), outbox.table(), type));
            }
            this.outboxes.put(outbox.table(), outbox);
            byType.put(outbox.table(), types);
        }
        this.messages = List.copyOf(messages);
    }

    /** Every topic. */
    public SortedSet<String> all() {
        SortedSet<String> all = new TreeSet<>();
        byType.values().forEach(types -> all.addAll(types.values()));
        messages.forEach(rule -> all.add(rule.topic()));
        return all;
    }

    public boolean hasMessages() {
        return !messages.isEmpty();
    }

    Optional<Outbox> outbox(TableId table) {
        return Optional.ofNullable(outboxes.get(table));
    }

    /** The topic of each aggregate type of an outbox. */
    Map<String, String> byType(TableId table) {
        return byType.get(table);
    }

    /** The topic of messages with a prefix; empty if they are not sent. */
    Optional<String> ofPrefix(String prefix) {
        if (prefix.startsWith(OWN_PREFIX)) {
            return Optional.empty();
        }
        return messages.stream()
                .filter(rule -> Glob.matches(rule.prefix(), prefix))
                .map(MessageRule::topic)
                .findFirst();
    }
}
