package dev.culvert.runtime.start;

import dev.culvert.connector.mask.Masks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.runtime.plan.Captured;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.NextTopics;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.event.EventTopics;
import dev.culvert.sink.kafka.record.SizeLimits;
import dev.culvert.sink.kafka.topic.TopicNames;
import dev.culvert.sink.kafka.topic.TopicRef;
import dev.culvert.sink.kafka.topic.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Brings selected tables together with their publication and their topics, all of which must be there. */
final class CapturedReader {
    private final Endpoints endpoints;
    private final Session control;
    private final Topics topics;
    private final ServerIdentity server;

    CapturedReader(Endpoints endpoints, Session control, Topics topics, ServerIdentity server) {
        this.endpoints = endpoints;
        this.control = control;
        this.topics = topics;
        this.server = server;
    }

    /** @throws CulvertException {@code PUBLICATION_MISSING}, {@code TOPIC_MISSING}, and what registering the schemas says */
    Captured read(List<SelectedTable> tables, Map<TableId, Integer> generations, Masks masks) {
        TopicNames names = endpoints.topicNames(server.database());
        SortedMap<TableId, String> wanted = names(tables, generations);
        requireThere(wanted);
        EventTopics events = endpoints.eventTopics(tables, wanted, names);
        List<String> all = new ArrayList<>(wanted.values());
        all.add(names.transactions());
        all.addAll(events.all());
        SortedMap<String, TopicRef> refs = topics.require(all);
        SortedMap<TableId, TopicRef> byTable = new TreeMap<>();
        wanted.forEach((table, topic) -> byTable.put(table, refs.get(topic)));
        SortedMap<String, TopicRef> eventRefs = new TreeMap<>(refs);
        eventRefs.keySet().retainAll(events.all());
        return new Captured(
                tables,
                publication(),
                byTable,
                generations,
                refs.get(names.transactions()),
                masks,
                events,
                eventRefs,
                limits(names, wanted.values()),
                server,
                endpoints);
    }

    private void requireThere(SortedMap<TableId, String> wanted) {
        Set<String> there = topics.describe(wanted.values()).keySet();
        List<TableId> gone = wanted.keySet().stream()
                .filter(table -> !there.contains(wanted.get(table)))
                .toList();
        if (!gone.isEmpty()) {
            throw new CulvertException(
                    ErrorCode.TOPIC_MISSING,
                    "topic " + wanted.get(gone.get(0)),
                    "It does not exist"
                            + (gone.size() == 1 ? "" : ", nor do those of " + gone.subList(1, gone.size()))
                            + ": what was in it is gone.",
                    Changed.NOTHING,
                    gone.stream().map(RunCommandText::again).collect(Collectors.joining("", "culvert run FILE", ""))
                            + " makes it again and copies the table anew.");
        }
    }

    /** Read at each start: whoever raises a limit and starts again gets the records through. */
    private Optional<SizeLimits> limits(TopicNames names, Collection<String> wanted) {
        if (endpoints.definition().onError() != PipelineDefinition.OnError.DEAD_LETTER) {
            return Optional.empty();
        }
        topics.require(List.of(names.deadLetters()));
        return Optional.of(new SizeLimits(
                topics.describe(wanted).values(), endpoints.kafka().producerSettings()));
    }

    /** Name of the topic of each table that has one. */
    SortedMap<TableId, String> names(List<SelectedTable> tables, Map<TableId, Integer> generations) {
        return endpoints.topicNames(server.database()).of(NextTopics.named(tables), generations);
    }

    /** Topics of the events, apart from those of the tables. */
    EventTopics events(List<SelectedTable> tables, Map<TableId, Integer> generations) {
        return endpoints.eventTopics(tables, names(tables, generations), endpoints.topicNames(server.database()));
    }

    /** Names of the topics that rows and events of these tables go to. */
    Set<String> written(List<SelectedTable> tables, Map<TableId, Integer> generations) {
        Set<String> names = new TreeSet<>(names(tables, generations).values());
        names.addAll(events(tables, generations).all());
        return names;
    }

    Publication publication() {
        String name = endpoints.definition().source().publication().name();
        return new Publications(control)
                .read(name)
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.PUBLICATION_MISSING,
                        "publication \"" + name + "\"",
                        "It does not exist, and the pipeline has a position: changes since it was dropped are lost.",
                        Changed.NOTHING,
                        RunCommandText.EVERYTHING_ANEW + " copies every table anew."));
    }
}
