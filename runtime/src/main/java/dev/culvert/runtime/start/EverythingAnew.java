package dev.culvert.runtime.start;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.table.TableSelector;
import dev.culvert.runtime.failpoint.CrashPoint;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.PipelinePlan;
import dev.culvert.runtime.plan.Planner;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.KafkaDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.sink.kafka.offset.OffsetStore;
import dev.culvert.sink.kafka.topic.ExistingTopic;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.sink.kafka.transaction.LastTransaction;
import dev.culvert.sink.kafka.writer.RecordWriter;
import dev.culvert.sink.kafka.writer.TransactionalId;
import dev.culvert.sink.kafka.writer.TransactionalWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Everything is asked for anew: whatever became of server, slot, publication, topics and position, they mean nothing any more. What
 * cannot be is told before the position is given up, and the record says that it is before anything else is touched.
 *
 * <p>The numbers of transactions go on. One is left out where a transaction may have been written in part: its records keep theirs.
 */
final class EverythingAnew {
    private static final Duration INIT_LIMIT = Duration.ofSeconds(60);

    private final Endpoints endpoints;
    private final PipelineDefinition definition;
    private final Session control;
    private final ServerIdentity server;
    private final Topics topics;
    private final OffsetStore offsets;

    EverythingAnew(Endpoints endpoints, Session control, ServerIdentity server, Topics topics, OffsetStore offsets) {
        this.endpoints = endpoints;
        this.definition = endpoints.definition();
        this.control = control;
        this.server = server;
        this.topics = topics;
        this.offsets = offsets;
    }

    /**
     * @return the record that says so; empty if there is none, and it needs none either: without one a start is a first one
     */
    Optional<OffsetRecord> announce(RecordWriter writer) {
        Optional<OffsetRecord> stored = readable();
        Optional<PositionContext> former = stored.map(OffsetRecord::context);
        Set<TableId> all = new TreeSet<>(requirePossible(former));
        if (stored.isEmpty()) {
            return stored;
        }
        all.addAll(TableChanges.tables(former.orElseThrow()));
        all.addAll(stored.get().phase().renewed());
        OffsetRecord announced = announcement(stored.get(), all);
        writer.commit(announced);
        String other = transactionalId(
                former.orElseThrow().systemIdentifier(), former.orElseThrow().databaseOid());
        if (!other.equals(transactionalId(server.systemIdentifier(), server.databaseOid())) && isExactlyOnce()) {
            announced = untilItStands(announced, other, all, writer);
        }
        CrashPoint.TABLES_ANNOUNCED.reach();
        return Optional.of(announced);
    }

    private String transactionalId(String systemIdentifier, long databaseOid) {
        return TransactionalId.of(
                systemIdentifier, databaseOid, definition.metadata().name());
    }

    private boolean isExactlyOnce() {
        return definition.kafka().delivery() == KafkaDefinition.Delivery.EXACTLY_ONCE;
    }

    /** A record that cannot be read is given up with the rest. */
    private Optional<OffsetRecord> readable() {
        try {
            return offsets.read();
        } catch (CulvertException e) {
            if (e.code() == ErrorCode.OFFSET_UNREADABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private OffsetRecord announcement(OffsetRecord stored, Set<TableId> all) {
        Position before = stored.position();
        long sequence = before.txnSequence() + (before.insideTxn().isPresent() ? 1 : 0);
        return stored.withPhase(new Phase.Starting(stored.phase().generation(), List.copyOf(all)))
                .withPosition(Position.at(Lsn.ZERO, sequence))
                .withContext(stored.context()
                        .withServer(
                                server.systemIdentifier(), server.databaseOid(), server.database(), server.timeline()));
    }

    /**
     * An instance that reads the other server, or the other database, writes under another transactional id. It is fenced; but it may have started over
     * just before, and have written its own record over the announcement, which would be its leave to go on. Once the
     * announcement is the last word after a fence, every later start of that instance reads it and stops.
     */
    private OffsetRecord untilItStands(OffsetRecord announcement, String other, Set<TableId> all, RecordWriter writer) {
        OffsetRecord announced = announcement;
        while (true) {
            TransactionalWriter.open(endpoints.kafka(), other, offsets, INIT_LIMIT)
                    .close();
            OffsetRecord last = offsets.read().orElse(announced);
            boolean stands = last.equals(announced);
            announced = announcement(last, all)
                    .withPosition(Position.at(Lsn.ZERO, Math.max(last.position().txnSequence(), lastSequence())));
            writer.commit(announced);
            if (stands) {
                return announced;
            }
        }
    }

    /** Whether everything could begin anew; the tables that would. */
    private Set<TableId> requirePossible(Optional<PositionContext> former) {
        if (definition.snapshot().mode() == SnapshotDefinition.Mode.NEVER) {
            throw new CulvertException(
                    ErrorCode.DEF_CONFLICT,
                    "pipeline " + definition.metadata().name(),
                    "Every table would have to be copied anew, and snapshot.mode is never.",
                    Changed.NOTHING,
                    "Write snapshot: {mode: initial}. To go on without what was missed: culvert destroy, then run.");
        }
        RegistryGate gate = new RegistryGate(endpoints, server, topics, finding -> {});
        former.ifPresent(context -> gate.look(
                context,
                new TableSelector(control).select(definition.source().tables()).tables()));
        PipelinePlan plan = new Planner(endpoints).plan(control, server, topics, true, former, gate.unreadable());
        boolean manages = definition.source().publication().manage();
        List<Finding> errors = plan.errors().stream()
                .filter(error -> !(manages && error.code() == ErrorCode.PUBLICATION_DIFFERS))
                .toList();
        if (!errors.isEmpty()) {
            throw CulvertException.of(errors, Changed.NOTHING);
        }
        Resumption.requireTruncatable(topics, plan.topics().values());
        endpoints
                .registry()
                .ifPresent(registry -> former.ifPresent(context -> new KeyBytes(registry, topics)
                        .requireSame(context, plan.selection().tables(), plan.topics())));
        return plan.topics().keySet();
    }

    /**
     * Tables whose topics have records of an earlier life, without an offset record: what it left must be ended. A compacted topic
     * takes no truncate, and its keys are brought up to date by the rows.
     */
    List<TableId> tablesWithRecords(Map<TableId, String> names) {
        SortedMap<String, ExistingTopic> existing = topics.describe(names.values());
        Set<String> used = topics.used(names.values());
        return names.entrySet().stream()
                .filter(entry -> used.contains(entry.getValue())
                        && !existing.get(entry.getValue()).ref().compacted())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** The number to go on after where no position tells it; 0 if nothing was ever written. */
    long lastSequence() {
        String topic = endpoints.topicNames(server.database()).transactions();
        if (topics.used(List.of(topic)).isEmpty()) {
            return 0;
        }
        // the next number may be in records already, of a transaction that was written in part
        return LastTransaction.sequence(endpoints.kafka(), topic)
                .map(last -> last + 1)
                .orElse(0L);
    }
}
