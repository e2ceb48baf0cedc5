package dev.culvert.runtime.start;

import dev.culvert.postgres.publication.Publications;
import dev.culvert.runtime.shape.ShapeRules;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.position.EventTopic;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares what a position was valid for with what is there now. Every difference is a finding: a position that meets another
 * server, publication or topic would skip changes without a word.
 */
public final class ContextComparison {
    private static final String EVERYTHING = RunCommandText.EVERYTHING_ANEW + " copies every table anew.";

    private static final String COPY = "Copy the table anew: ";
    private static final String PUT_BACK = "Put it back as it was, or copy the table anew: ";

    private final PositionContext stored;
    private final PositionContext current;
    private final ShapeRules rules;
    private final List<Finding> findings = new ArrayList<>();

    private ContextComparison(PositionContext stored, PositionContext current, ShapeRules rules) {
        this.stored = stored;
        this.current = current;
        this.rules = rules;
    }

    /**
     * The differences, the gravest first; empty if the position may be used.
     *
     * @param rules which shapes may differ, because the stream will bring them
     */
    public static List<Finding> compare(PositionContext stored, PositionContext current, ShapeRules rules) {
        ContextComparison comparison = new ContextComparison(stored, current, rules);
        comparison.server();
        comparison.publication();
        comparison.kafka();
        comparison.tables();
        comparison.events();
        return comparison.findings;
    }

    private void server() {
        if (!stored.systemIdentifier().equals(current.systemIdentifier())) {
            differs(
                    ErrorCode.POSITION_OTHER_SERVER,
                    "database " + current.database(),
                    "The position belongs to the server with system identifier " + stored.systemIdentifier()
                            + "; this one has " + current.systemIdentifier() + ".",
                    "Connect to the right server. If the pipeline is to go on with this one: " + EVERYTHING);
        } else if (stored.databaseOid() != current.databaseOid()) {
            differs(
                    ErrorCode.POSITION_OTHER_SERVER,
                    "database " + current.database(),
                    "The position belongs to the database \"" + stored.database() + "\" with oid "
                            + stored.databaseOid() + "; this one has oid " + current.databaseOid() + ".",
                    "Connect to the right database. If the pipeline is to go on with this one: " + EVERYTHING);
        }
        if (!stored.slot().equals(current.slot())) {
            differs(
                    ErrorCode.POSITION_OTHER_SERVER,
                    "slot \"" + current.slot() + "\"",
                    "The position belongs to the slot \"" + stored.slot() + "\".",
                    "Put slot.name back to " + stored.slot() + ".");
        }
    }

    private void publication() {
        if (!stored.publication().equals(current.publication())) {
            differs(
                    ErrorCode.PUBLICATION_CHANGED,
                    "publication \"" + current.publication() + "\"",
                    "The position belongs to the publication \"" + stored.publication() + "\".",
                    "Put publication.name back to " + stored.publication() + ".");
        } else if (stored.publicationOid() != current.publicationOid()) {
            differs(
                    ErrorCode.PUBLICATION_CHANGED,
                    "publication \"" + current.publication() + "\"",
                    "It was dropped and made again (oid " + stored.publicationOid() + " then, "
                            + current.publicationOid() + " now): changes in between may be missing.",
                    EVERYTHING);
        } else if (!stored.publicationOptions().equals(current.publicationOptions())) {
            differs(
                    ErrorCode.PUBLICATION_CHANGED,
                    "publication \"" + current.publication() + "\"",
                    "It published then: " + stored.publicationOptions() + "; now: " + current.publicationOptions()
                            + ". Changes in between may be missing.",
                    EVERYTHING);
        } else if (wasAltered()) {
            differs(
                    ErrorCode.PUBLICATION_CHANGED,
                    "publication \"" + current.publication() + "\"",
                    "Its options or its name were altered since, and are what they were: changes in between may be missing.",
                    EVERYTHING);
        }
    }

    /** Another owner writes the same row of the catalog, and changes nothing in the stream. */
    private boolean wasAltered() {
        String then = stored.publicationMark();
        String now = current.publicationMark();
        return !then.isEmpty()
                && !then.equals(now)
                && then.substring(then.indexOf(' ')).equals(now.substring(now.indexOf(' ')));
    }

    private void kafka() {
        if (!stored.kafkaClusterId().equals(current.kafkaClusterId())) {
            differs(
                    ErrorCode.POSITION_OTHER_KAFKA,
                    "Kafka cluster " + current.kafkaClusterId(),
                    "The position belongs to the Kafka cluster " + stored.kafkaClusterId() + ".",
                    "Put kafka.bootstrap back, or copy every table anew: " + EVERYTHING);
        }
    }

    private void tables() {
        Map<TableId, TableContext> then = byName(stored);
        Map<TableId, TableContext> now = byName(current);
        then.forEach((table, context) -> {
            TableContext today = now.get(table);
            if (today == null) {
                differs(
                        ErrorCode.POSITION_TABLES,
                        "table " + table,
                        "It was captured when the position was written, and is not now: it is gone, was renamed, or"
                                + " left the publication or the definition.",
                        "If it is to be captured: " + RunCommandText.anew(table)
                                + " puts it back and copies it anew. If it is gone: " + RunCommandText.forgetting(table)
                                + " goes on without it.");
            } else {
                table(context, today);
            }
        });
        now.keySet().stream()
                .filter(table -> !then.containsKey(table))
                .forEach(table -> differs(
                        ErrorCode.POSITION_TABLES,
                        "table " + table,
                        "It is captured now, and was not when the position was written: its rows until now are in no"
                                + " topic.",
                        "Take it out: "
                                + Publications.alterSql(current.publication(), List.of(table), List.of())
                                + " Or capture it: name it in source.tables, and it is copied."));
    }

    /** One that is not wanted any more is no difference, nor is a new one. */
    private void events() {
        for (EventTopic then : stored.events()) {
            current.events().stream()
                    .filter(now -> now.name().equals(then.name()) && !now.equals(then))
                    .forEach(now -> differs(
                            ErrorCode.TOPIC_RECREATED,
                            "topic " + now.name(),
                            then.id().equals(now.id())
                                    ? "It had " + then.partitions() + " partitions and has " + now.partitions()
                                            + ": keys would go to other partitions than before, and lose their order."
                                    : "It was deleted and made again: the events that were in it are gone.",
                            "Give its events another topic (outbox.topic, or topic in source.messages), in which they go on from the"
                                    + " position. To go on in this one: " + EVERYTHING
                                    + " (Of an outbox, its own table is enough.)"));
        }
    }

    private void table(TableContext then, TableContext now) {
        String object = "table " + now.table();
        if (then.oid() != now.oid()) {
            differs(
                    ErrorCode.POSITION_TABLES,
                    object,
                    "It was dropped and made again (oid " + then.oid() + " then, " + now.oid() + " now).",
                    again(now));
            return;
        }
        if (then.membershipOid() != now.membershipOid()) {
            differs(
                    ErrorCode.PUBLICATION_CHANGED,
                    object,
                    "It was taken out of the publication \"" + current.publication()
                            + "\" and put back: changes in between are missing.",
                    again(now));
        }
        rules.obstacle(then, now)
                .ifPresent(fact -> differs(
                        ErrorCode.SHAPE_CHANGED,
                        object,
                        fact,
                        COPY + again(now) + " (A name that was changed, and nothing else, can be put back instead.)"));
        // what was changed meanwhile is missing also when they are put back
        same(then, now, TableContext::filter, ErrorCode.PUBLICATION_CHANGED, "row filter", COPY);
        if (!now.partitions().containsAll(then.partitions())) {
            same(then, now, TableContext::partitions, ErrorCode.POSITION_TABLES, "partitions", COPY);
        }
        if (now.topic().isEmpty() && !then.topic().isEmpty()) {
            differs(
                    ErrorCode.POSITION_TABLES,
                    object,
                    "It was captured by itself, and is not now: it became a partition of a captured table, or no rule means it"
                            + " as it is.",
                    RunCommandText.forgetting(now.table()) + root(now.table()));
        } else if (!then.topic().equals(now.topic())) {
            same(then, now, TableContext::topic, ErrorCode.POSITION_TABLES, "topic", PUT_BACK);
        } else {
            String topic = "topic " + now.topic();
            if (!then.topicId().equals(now.topicId())) {
                differs(
                        ErrorCode.TOPIC_RECREATED,
                        topic,
                        "It was deleted and made again: what was in it is gone.",
                        again(now));
            } else if (then.topicPartitions() != now.topicPartitions()) {
                differs(
                        ErrorCode.TOPIC_RECREATED,
                        topic,
                        "It had " + then.topicPartitions() + " partitions and has " + now.topicPartitions()
                                + ": keys would go to other partitions than before, and lose their order.",
                        "Give the table a new topic (tables[].topic), then " + again(now) + " copies it there.");
            }
        }
        if (then.isKeyBrokenBy(now)) {
            differs(
                    ErrorCode.KEY_CHANGED,
                    object,
                    "Its replica identity is FULL, and the primary key that its records are keyed by was dropped or made anew since:"
                            + " rows that shared a key meanwhile are one to readers, and the stream does not tell.",
                    COPY + RunCommandText.anewWithOtherKey(now.table()));
        } else {
            same(then, now, TableContext::keySchema, ErrorCode.KEY_CHANGED, "key", PUT_BACK);
        }
    }

    private <T> void same(
            TableContext then,
            TableContext now,
            Function<TableContext, T> part,
            ErrorCode code,
            String what,
            String way) {
        if (!part.apply(then).equals(part.apply(now))) {
            differs(
                    code,
                    "table " + now.table(),
                    "Its " + what + " changed: " + part.apply(then) + " then, " + part.apply(now) + " now.",
                    way + (code == ErrorCode.KEY_CHANGED ? RunCommandText.anewWithOtherKey(now.table()) : again(now)));
        }
    }

    /** What brings the rows of a new partition into the topic of its root. */
    private String root(TableId partition) {
        return current.tables().stream()
                .filter(table -> table.partitions().stream()
                        .anyMatch(each -> each.startsWith(partition + TableContext.PARTITION_MARK)))
                .map(table -> RunCommandText.again(table.table()))
                .findFirst()
                .orElse("");
    }

    private static String again(TableContext table) {
        return RunCommandText.anew(table.table());
    }

    private static Map<TableId, TableContext> byName(PositionContext context) {
        return context.tables().stream()
                .collect(Collectors.toMap(TableContext::table, Function.identity(), (a, b) -> a, TreeMap::new));
    }

    private void differs(ErrorCode code, String object, String fact, String remedy) {
        findings.add(new Finding(code, Severity.ERROR, object, fact, remedy));
    }
}
