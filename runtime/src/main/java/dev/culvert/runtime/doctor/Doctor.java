package dev.culvert.runtime.doctor;

import dev.culvert.postgres.check.PostgresChecks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.NextTopics;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.KafkaDefinition.TopicDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Check;
import dev.culvert.sink.kafka.check.KafkaChecks;
import dev.culvert.sink.kafka.topic.TopicNames;
import dev.culvert.sink.kafka.topic.WantedTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Makes all checks of a pipeline. Changes nothing. For one thread. */
public final class Doctor {
    private final Endpoints endpoints;
    private final PipelineDefinition definition;

    public Doctor(Endpoints endpoints) {
        this.endpoints = endpoints;
        this.definition = endpoints.definition();
    }

    /**
     * Makes every check, in the order in which they are best read.
     *
     * @param seen is told of each result at once
     */
    public List<CheckResult> run(Consumer<CheckResult> seen) {
        List<CheckResult> results = new ArrayList<>();
        Consumer<CheckResult> both = result -> {
            results.add(result);
            seen.accept(result);
        };
        try (PostgresChecks postgres = PostgresChecks.of(endpoints.sessions(), definition.source())) {
            run("PostgreSQL", postgres.checks(), both);
        }
        String name = definition.metadata().name();
        run("Kafka", KafkaChecks.kafka(endpoints.kafka(), name, topics()), both);
        endpoints.registry().ifPresent(registry -> run("registry", KafkaChecks.registry(registry, name), both));
        return results;
    }

    private static void run(String area, List<Check> checks, Consumer<CheckResult> seen) {
        checks.forEach(check -> seen.accept(new CheckResult(area, check.title(), check.run())));
    }

    /** The topics that the pipeline writes to; without those of the tables if the tables cannot be told. */
    private List<WantedTopic> topics() {
        TopicNames names =
                endpoints.topicNames(endpoints.sessions().settings().address().database());
        TopicDefinition create = definition.kafka().create();
        List<WantedTopic> topics = new ArrayList<>();
        topics.add(WantedTopic.offsets(names.offsets(), create));
        topics.add(WantedTopic.transactions(names.transactions(), create));
        if (definition.onError() == PipelineDefinition.OnError.DEAD_LETTER) {
            topics.add(WantedTopic.deadLetters(names.deadLetters(), create));
        }
        try (Session session = endpoints.sessions().open("doctor")) {
            List<SelectedTable> tables = new TableSelector(session)
                    .select(definition.source().tables())
                    .tables();
            Map<TableId, String> tableTopics = names.of(NextTopics.named(tables));
            tableTopics.values().forEach(topic -> topics.add(WantedTopic.rows(topic, create)));
            endpoints
                    .eventTopics(tables, tableTopics, names)
                    .all()
                    .forEach(topic -> topics.add(WantedTopic.rows(topic, create)));
        } catch (CulvertException e) {
            // the checks of PostgreSQL, which come first, have told it
            return topics;
        }
        return topics;
    }
}
