package dev.culvert.sink.kafka.topic;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Names of a pipeline's topics. What stands for a placeholder of the template is escaped by {@link Escaping}, a dot in it too:
 * {@code "a.b".c} and {@code a."b.c"} differ. Immutable.
 */
public final class TopicNames {
    /** Kafka's own limit. */
    public static final int MAX_LENGTH = 249;

    private static final String SINK_LETTERS = "the dead letters of a sink";

    private final String template;
    private final String pipeline;
    private final String database;

    /** @param template with {@code {pipeline}}, {@code {database}}, {@code {schema}}, {@code {table}} */
    public TopicNames(String template, String pipeline, String database) {
        this.template = template;
        this.pipeline = pipeline;
        this.database = database;
    }

    /** The topic with one record per transaction. */
    public String transactions() {
        return Escaping.topicPart(pipeline) + ".transactions";
    }

    /** The topic with the changes that could not be records of their tables' topics. */
    public String deadLetters() {
        return Escaping.topicPart(pipeline) + ".dead-letter";
    }

    /** The topic with the changes that a sink could not apply. No topic of a table or of events may begin like it. */
    public String deadLetters(String sink) {
        return deadLetters() + "." + sink;
    }

    private boolean isOfSinks(String topic) {
        return collisionKey(topic).startsWith(collisionKey(deadLetters("")));
    }

    /** The topic with the position. */
    public String offsets() {
        return Escaping.topicPart(pipeline) + ".offsets";
    }

    /**
     * The topic of a table by the template.
     *
     * @throws CulvertException {@link ErrorCode#DEF_VALUE} if Kafka would not take the name
     */
    public String of(TableId table) {
        return legal(fill(template, table), table);
    }

    private String fill(String text, TableId table) {
        return text.replace("{pipeline}", Escaping.topicPart(pipeline))
                .replace("{database}", Escaping.topicPart(database))
                .replace("{schema}", Escaping.topicPart(table.schema()))
                .replace("{table}", Escaping.topicPart(table.name()));
    }

    /** The topic of the events of an aggregate type, by an outbox's template. */
    public String event(String outboxTemplate, TableId outbox, String aggregateType) {
        return legal(
                fill(outboxTemplate, outbox).replace("{aggregatetype}", Escaping.topicPart(aggregateType)), outbox);
    }

    /**
     * No topic of events may be that of a table, or one of the pipeline's own: a row would choose to write there.
     *
     * @param tables the topic of each table
     * @param events topics of events, which may be of several tables
     * @throws CulvertException {@link ErrorCode#TOPIC_COLLISION}
     */
    public void requireApart(Map<TableId, String> tables, Collection<String> events) {
        Map<String, String> owners = new HashMap<>();
        owners.put(collisionKey(transactions()), "the pipeline's own topic " + transactions());
        owners.put(collisionKey(offsets()), "the pipeline's own topic " + offsets());
        owners.put(collisionKey(deadLetters()), "the pipeline's own topic " + deadLetters());
        tables.forEach((table, topic) -> owners.put(collisionKey(topic), "that of table " + table));
        for (String event : new TreeSet<>(events)) {
            String owner = isOfSinks(event) ? SINK_LETTERS : owners.get(collisionKey(event));
            if (owner != null) {
                throw new CulvertException(
                        ErrorCode.TOPIC_COLLISION,
                        "topic " + event,
                        "It is for events, and is also, or differs only by a dot for an underscore from, " + owner
                                + ".",
                        Changed.NOTHING,
                        "Give the events another topic: outbox.topic, or topic of the entry of source.messages.");
            }
        }
    }

    /**
     * The topic of each table.
     *
     * @param tables each captured table, with the topic that its rule names, if it does
     * @throws CulvertException {@link ErrorCode#TOPIC_COLLISION} if two tables would share a topic, or names differ by nothing
     *     but a dot for an underscore, which brokers refuse; {@link ErrorCode#DEF_VALUE} if Kafka would not take a name
     */
    public SortedMap<TableId, String> of(Map<TableId, Optional<String>> tables) {
        return of(tables, Map.of());
    }

    /**
     * As above, in the generation of each table's topic; its former topics stay its own.
     *
     * @param generations from 1, which is what a table has that is not in it
     */
    public SortedMap<TableId, String> of(Map<TableId, Optional<String>> tables, Map<TableId, Integer> generations) {
        SortedMap<TableId, String> topics = new TreeMap<>();
        Map<String, String> owners = new HashMap<>();
        owners.put(collisionKey(transactions()), "the pipeline's own topic " + transactions());
        owners.put(collisionKey(offsets()), "the pipeline's own topic " + offsets());
        owners.put(collisionKey(deadLetters()), "the pipeline's own topic " + deadLetters());
        for (Map.Entry<TableId, Optional<String>> entry : new TreeMap<>(tables).entrySet()) {
            TableId table = entry.getKey();
            String first = entry.getValue().isPresent() ? legal(entry.getValue().get(), table) : of(table);
            int newest = generations.getOrDefault(table, 1);
            for (int number = 1; number <= newest; number++) {
                String topic = legal(generation(first, number), table);
                String other =
                        isOfSinks(topic) ? SINK_LETTERS : owners.putIfAbsent(collisionKey(topic), "table " + table);
                if (other != null) {
                    throw collision(table, topic, other);
                }
                topics.put(table, topic);
            }
        }
        return topics;
    }

    /**
     * The name of a table's topic after so many changes that the registry refused.
     *
     * @param first the name by the definition
     * @param number from 1
     */
    public static String generation(String first, int number) {
        return number == 1 ? first : first + ".v" + number;
    }

    private static CulvertException collision(TableId table, String topic, String other) {
        return new CulvertException(
                ErrorCode.TOPIC_COLLISION,
                "table " + table,
                "Its topic would be " + topic
                        + ", which is also, or differs only by a dot for an underscore from, that of " + other + ".",
                Changed.NOTHING,
                "Give one of them a topic of its own (topic: in its entry of tables), or put {schema} and {table} into"
                        + " kafka.topic with a dot between them.");
    }

    private static String collisionKey(String topic) {
        return topic.replace('.', '_');
    }

    private static String legal(String name, TableId table) {
        boolean legal = !name.isEmpty() && name.length() <= MAX_LENGTH && !name.equals(".") && !name.equals("..");
        for (int i = 0; legal && i < name.length(); i++) {
            char c = name.charAt(i);
            legal = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
        }
        if (!legal) {
            throw new CulvertException(
                    ErrorCode.DEF_VALUE,
                    "topic of table " + table,
                    "Kafka takes 1 to " + MAX_LENGTH + " letters, digits, dots, underscores and dashes; this name has "
                            + name.length() + " characters: " + name,
                    Changed.NOTHING,
                    "Name the topic in the table's entry of tables: topic: <name>.");
        }
        return name;
    }
}
