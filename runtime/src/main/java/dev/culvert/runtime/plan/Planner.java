package dev.culvert.runtime.plan;

import dev.culvert.connector.debezium.DebeziumLimits;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.TableSize;
import dev.culvert.postgres.check.PostgresChecks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.PublicationChange;
import dev.culvert.postgres.publication.PublicationDiff;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SlotDefinition;
import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.sink.kafka.record.Subjects;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.topic.ExistingTopic;
import dev.culvert.sink.kafka.topic.TopicNames;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.sink.kafka.topic.WantedTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;

/** Finds out what a pipeline needs and what of it is there. Changes nothing. */
public final class Planner {
    private final PipelineDefinition definition;
    private final Endpoints endpoints;

    public Planner(Endpoints endpoints) {
        this.endpoints = endpoints;
        this.definition = endpoints.definition();
    }

    /** Asks every server. */
    public PipelinePlan plan() {
        try (Session control = endpoints.sessions().open("plan");
                Session replication = endpoints.sessions().openReplication("plan");
                Admin admin = endpoints.kafka().admin()) {
            ServerIdentity server = ServerIdentity.read(replication);
            Optional<OffsetRecord> stored = endpoints.offsets(server.database()).read();
            boolean hasPosition = stored.filter(record -> !(record.phase() instanceof Phase.Starting))
                    .isPresent();
            return plan(control, server, new Topics(admin), hasPosition, stored.map(OffsetRecord::context), Map.of());
        }
    }

    /**
     * As above, over connections that the caller has.
     *
     * @param hasPosition whether the pipeline has begun: then tables that come, go and are published otherwise are a matter of
     *     {@code run}, which copies them under the position
     * @param stored what the position is valid for, or was
     * @param unreadable topics whose records cannot be read any more, and why
     */
    public PipelinePlan plan(
            Session control,
            ServerIdentity server,
            Topics topics,
            boolean hasPosition,
            Optional<PositionContext> stored,
            Map<String, CulvertException> unreadable) {
        TableSelection selection =
                new TableSelector(control).select(definition.source().tables());
        List<Finding> findings = new ArrayList<>(selection.findings());
        if (definition.source().engine() == SourceDefinition.Engine.DEBEZIUM) {
            findings.addAll(DebeziumLimits.findings(
                    selection.tables().stream().map(SelectedTable::schema).toList()));
        }
        MessageSupport.problem(definition.source(), server.version()).ifPresent(findings::add);
        List<PlanStep> steps = new ArrayList<>();
        PublicationDiff publication = publication(control, server, selection, hasPosition, steps, findings);
        TopicNames names = endpoints.topicNames(server.database());
        endpoints.registry().ifPresent(SchemaRegistry::ping);
        NextTopics.Choice choice =
                new NextTopics(endpoints, names, topics).choose(selection.tables(), NextTopics.of(stored), unreadable);
        SortedMap<TableId, String> tableTopics = names.of(NextTopics.named(selection.tables()), choice.generations());
        List<String> rowsAndEvents = new ArrayList<>(tableTopics.values());
        rowsAndEvents.addAll(
                endpoints.eventTopics(selection.tables(), tableTopics, names).all());
        List<WantedTopic> missing = topics(topics, names, rowsAndEvents, steps, findings);
        subjects(tableTopics, choice, steps, findings);
        Optional<SlotInfo> slot =
                new Slots(control).find(definition.source().slot().name());
        slot(slot, server, steps);
        if (slot.isEmpty()) {
            findings.addAll(PostgresChecks.againstSlot(endpoints.sessions(), control, definition.source()));
        }
        Map<Long, TableSize> sizes = new Catalog(control).sizes(storage(selection));
        return new PipelinePlan(
                server,
                selection,
                publication,
                tableTopics,
                choice.generations(),
                missing,
                slot,
                steps,
                findings,
                rows(selection),
                sizes.values().stream().mapToLong(TableSize::totalBytes).sum());
    }

    private static List<Long> storage(TableSelection selection) {
        return selection.tables().stream()
                .filter(table -> !table.isOutbox())
                .flatMap(table -> table.storage().stream())
                .map(Relation::oid)
                .toList();
    }

    private static Optional<Long> rows(TableSelection selection) {
        long sum = 0;
        for (SelectedTable table : selection.tables()) {
            for (Relation part : table.isOutbox() ? List.<Relation>of() : table.storage()) {
                OptionalLong estimated = part.estimatedRows();
                if (estimated.isEmpty()) {
                    return Optional.empty();
                }
                sum += estimated.getAsLong();
            }
        }
        return Optional.of(sum);
    }

    private PublicationDiff publication(
            Session control,
            ServerIdentity server,
            TableSelection selection,
            boolean hasPosition,
            List<PlanStep> steps,
            List<Finding> findings) {
        String name = definition.source().publication().name();
        boolean manage = definition.source().publication().manage();
        if (selection.tables().isEmpty()) {
            return new PublicationDiff(List.of());
        }
        Publications publications = new Publications(control);
        boolean exists = publications.read(name).isPresent();
        PublicationDiff diff = publications.diff(PublicationSpec.of(name, selection.tables(), server.version()));
        if (manage && exists && hasPosition && diff.changes().stream().allMatch(PublicationChange::ofTables)) {
            diff.changes()
                    .forEach(change -> steps.add(new PlanStep(
                            "publication",
                            name,
                            change.sql(),
                            true,
                            change.reason() + " It is done by culvert run, which copies what comes anew.")));
            return new PublicationDiff(List.of());
        }
        for (PublicationChange change : diff.changes()) {
            steps.add(new PlanStep(
                    "publication", name, change.sql(), manage && !exists && change.additive(), change.reason()));
        }
        if (diff.isEmpty() || (manage && !exists)) {
            return diff;
        }
        findings.add(new Finding(
                exists ? ErrorCode.PUBLICATION_DIFFERS : ErrorCode.PUBLICATION_MISSING,
                Severity.ERROR,
                "publication \"" + name + "\"",
                diff.changes().stream()
                        .map(PublicationChange::reason)
                        .distinct()
                        .reduce((a, b) -> a + " " + b)
                        .orElseThrow(),
                (manage ? "If nobody else uses it: " : "Its owner runs: ") + diff.script()));
        return diff;
    }

    private List<WantedTopic> topics(
            Topics topics, TopicNames names, List<String> rowsAndEvents, List<PlanStep> steps, List<Finding> findings) {
        List<WantedTopic> wanted = new ArrayList<>();
        wanted.add(WantedTopic.offsets(names.offsets(), definition.kafka().create()));
        wanted.add(WantedTopic.transactions(
                names.transactions(), definition.kafka().create()));
        if (definition.onError() == PipelineDefinition.OnError.DEAD_LETTER) {
            wanted.add(WantedTopic.deadLetters(
                    names.deadLetters(), definition.kafka().create()));
        }
        rowsAndEvents.forEach(
                topic -> wanted.add(WantedTopic.rows(topic, definition.kafka().create())));
        SortedMap<String, ExistingTopic> existing =
                topics.describe(wanted.stream().map(WantedTopic::name).toList());
        List<WantedTopic> missing = new ArrayList<>();
        for (WantedTopic topic : wanted) {
            ExistingTopic actual = existing.get(topic.name());
            if (actual == null) {
                missing.add(topic);
                steps.add(new PlanStep("topic", topic.name(), TopicText.of(topic), true, "The topic does not exist."));
            } else {
                Topics.differences(topic, actual).stream()
                        .map(difference -> difference.finding(endpoints.kafka().bootstrap()))
                        .forEach(findings::add);
            }
        }
        return missing;
    }

    private void subjects(
            SortedMap<TableId, String> tableTopics,
            NextTopics.Choice choice,
            List<PlanStep> steps,
            List<Finding> findings) {
        if (endpoints.registry().isEmpty()) {
            return;
        }
        tableTopics.forEach((table, topic) -> steps.add(new PlanStep(
                "subject",
                Subjects.value(topic),
                "register the schemas of " + topic,
                true,
                "Schemas are registered before the first record, if they are not there already.")));
        choice.refused()
                .values()
                .forEach(e -> findings.add(new Finding(e.code(), Severity.ERROR, e.object(), e.fact(), e.remedy())));
        choice.moved().forEach((table, why) -> findings.add(moved(table, tableTopics.get(table), why)));
    }

    /** That a table begins anew in its next topic. */
    public static Finding moved(TableId table, String topic, CulvertException why) {
        return new Finding(
                why.code(),
                Severity.WARNING,
                "table " + table,
                "It begins anew in topic " + topic + ", with a copy of all its rows: " + why.object() + ": "
                        + why.fact(),
                "Let its consumers read topic " + topic + "; the former one gets no more records.");
    }

    private void slot(Optional<SlotInfo> slot, ServerIdentity server, List<PlanStep> steps) {
        if (slot.isEmpty()) {
            String name = definition.source().slot().name();
            boolean snapshot = definition.snapshot().mode() == SnapshotDefinition.Mode.INITIAL;
            steps.add(new PlanStep(
                    "slot",
                    name,
                    "CREATE_REPLICATION_SLOT \"" + name + "\" LOGICAL " + SlotRequest.PLUGIN
                            + (slotRequest(server).failover() ? " (FAILOVER)" : ""),
                    true,
                    snapshot
                            ? "It is made by culvert run, together with the snapshot that fits it."
                            : "It is made without a snapshot (snapshot.mode: never)."));
        }
    }

    /** The slot as the definition wants it on this server. */
    public SlotRequest slotRequest(ServerIdentity server) {
        SlotDefinition slot = definition.source().slot();
        boolean failover = slot.failover() == SlotDefinition.Failover.ON
                || (slot.failover() == SlotDefinition.Failover.AUTO
                        && server.version().hasFailoverSlots());
        return SlotRequest.permanent(slot.name()).withFailover(failover);
    }
}
