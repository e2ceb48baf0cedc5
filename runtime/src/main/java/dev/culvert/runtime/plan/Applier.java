package dev.culvert.runtime.plan;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.sink.kafka.topic.Topics;

/**
 * Does what only adds: the publication if there is none, the topics that are missing. What would change or remove something is in
 * the plan's errors. Can be repeated.
 */
public final class Applier {
    private final Session control;
    private final Topics topics;

    public Applier(Session control, Topics topics) {
        this.control = control;
        this.topics = topics;
    }

    /** @throws dev.culvert.schemas.error.CulvertException for the plan's errors, before anything is done */
    public void apply(PipelinePlan plan) {
        plan.orThrow();
        // publication before slot: a slot decodes with the publications that were there when the WAL was written
        new Publications(control).apply(plan.publication());
        if (!plan.missingTopics().isEmpty()) {
            topics.create(plan.missingTopics());
        }
    }
}
