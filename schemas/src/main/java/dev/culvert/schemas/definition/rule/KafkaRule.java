package dev.culvert.schemas.definition.rule;

import dev.culvert.schemas.definition.binding.Problems;
import dev.culvert.schemas.definition.binding.SectionView;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Optional;
import java.util.regex.Pattern;

/** The cluster and the topic template. */
final class KafkaRule implements Rule {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(pipeline|database|schema|table)}");
    private static final Pattern LITERAL = Pattern.compile("[a-zA-Z0-9._-]*");

    @Override
    public void check(SectionView pipeline, Problems problems) {
        pipeline.child("kafka").ifPresent(kafka -> {
            checkEmbedded(kafka, problems);
            checkTemplate(kafka, problems);
        });
    }

    private static void checkEmbedded(SectionView kafka, Problems problems) {
        if (!kafka.given("embedded")) {
            return;
        }
        Conflicts.refuse(kafka, problems, "An embedded broker has no security.", "security");
        Optional<SectionView> create = kafka.child("create");
        create.flatMap(topics -> topics.value("replicationFactor", Integer.class))
                .filter(replicas -> replicas > 1)
                .ifPresent(replicas -> problems.add(
                        ErrorCode.DEF_CONFLICT,
                        create.get().at("replicationFactor"),
                        create.get().path("replicationFactor"),
                        "An embedded cluster has one broker.",
                        "Take replicationFactor out."));
    }

    private static void checkTemplate(SectionView kafka, Problems problems) {
        Optional<String> topic = kafka.value("topic", String.class);
        if (topic.isEmpty()) {
            return;
        }
        if (!LITERAL.matcher(PLACEHOLDER.matcher(topic.get()).replaceAll("")).matches()) {
            problems.add(
                    ErrorCode.DEF_VALUE,
                    kafka.at("topic"),
                    kafka.path("topic"),
                    "This is no template for the name of a topic.",
                    "Use {pipeline}, {database}, {schema}, {table}, letters, digits, \".\", \"_\" and \"-\".");
        } else if (!topic.get().contains("{table}")) {
            problems.add(
                    ErrorCode.DEF_VALUE,
                    kafka.at("topic"),
                    kafka.path("topic"),
                    "Without {table} all tables would share a topic.",
                    "Put {table} into the template; a single table may have its own topic in its entry of tables.");
        }
    }
}
