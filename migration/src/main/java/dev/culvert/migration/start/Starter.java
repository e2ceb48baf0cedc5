package dev.culvert.migration.start;

import dev.culvert.migration.copy.CopyEngine;
import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.journal.MigrationRecord;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.preflight.Preflight;
import dev.culvert.migration.schema.SchemaSteps;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes a migration from wherever it is to a stream of every table. Used once, by one thread; {@link #stop}, {@link #abort} and
 * {@link #progress} may come from any. Whoever calls it has run the preflight, and holds the lease.
 *
 * <p>A start that was killed anywhere is gone on with by another one: tables that were copied to their end stay with the link
 * whose snapshot they are of; the others are emptied and start over under a link of their own.
 */
public final class Starter {
    /** Of the migration's record: rows are being copied. */
    public static final String COPYING = "COPYING";

    /** Of the migration's record: every table has a subscription. */
    public static final String STREAMING = "STREAMING";

    /** What passes when foreign keys are made under streams: a row before its parent, a worker that locks the other table first. */
    private static final Set<String> PASSING = Set.of(SqlStates.FOREIGN_KEY_VIOLATION, SqlStates.DEADLOCK_DETECTED);

    private static final int TRIES_IN_MOTION = 20;

    private final Sites sites;
    private final MigrationDefinition definition;
    private final SchemaSteps schema;
    private final ProgressMeter progress;
    private final String who;
    private volatile Optional<CopyEngine> engine = Optional.empty();
    private volatile boolean stopped;

    /**
     * @param listener is told of progress, at most twice a second and at each phase; by several threads, one at a time
     * @param who does it, for the journal
     */
    public Starter(
            Sites sites,
            MigrationDefinition definition,
            SchemaSteps schema,
            Consumer<StartProgress> listener,
            String who) {
        this.sites = sites;
        this.definition = definition;
        this.schema = schema;
        this.progress = new ProgressMeter(listener);
        this.who = who;
    }

    /**
     * Returns when what was committed on the source after the copy is on the target, by a token through each link; or soon after
     * {@link #stop}.
     *
     * @return how it went
     * @throws CulvertException {@code TARGET_NOT_EMPTY}, {@code MIGRATION_SAME_SERVER}, {@code TARGET_OLDER}, {@code COPY_FAILED},
     *     {@code COPY_SNAPSHOT_LOST}, {@code SLOT_LOST}, {@code LINK_STUCK}, what the schema's steps throw and what connecting
     *     does. After each of them it can be called again on a new instance
     */
    public StartResult start() {
        progress.enter(StartPhase.CHECKING);
        requireEssentials();
        ServerIdentity identity = identity();
        try (Session source = sites.source().open("start");
                Session target = sites.target().open("start")) {
            Journal journal = new Journal(target, name(), who);
            Optional<MigrationRecord> record = journal.read();
            refuseReplication(record);
            record.ifPresent(known -> requireSource(known, identity));
            journal.prepare();
            journal.create(identity.systemIdentifier(), identity.database(), COPYING);
            journal.beginEpoch();
            new CopyRecord(target, name()).prepare();
            return start(source, target, journal);
        }
    }

    private void refuseReplication(Optional<MigrationRecord> record) {
        if (record.isPresent() && record.get().mark().equals(Records.REPLICATING)) {
            throw new CulvertException(
                    ErrorCode.MIGRATION_STATE,
                    "migration " + name(),
                    "The target has a replication of this name.",
                    Changed.NOTHING,
                    "Give the migration another metadata.name, and an empty target.");
        }
    }

    /** A name that is used again, with another source, would go on with what is not its own. */
    private void requireSource(MigrationRecord record, ServerIdentity identity) {
        if (!record.sourceSystem().equals(identity.systemIdentifier())
                || !record.sourceDatabase().equals(identity.database())) {
            throw new CulvertException(
                    ErrorCode.MIGRATION_STATE,
                    "migration " + name(),
                    "The target has a migration of this name from another source, system identifier "
                            + record.sourceSystem() + ", database \"" + record.sourceDatabase() + "\".",
                    Changed.NOTHING,
                    "Give the migration another metadata.name, and an empty target.");
        }
    }

    /** Whatever a preflight said before, and whatever happened since. What cannot be known is not passed (I11). */
    private void requireEssentials() {
        try (Preflight preflight = Preflight.of(sites, definition)) {
            List<Finding> against = preflight.essentials().stream()
                    .flatMap(check -> check.run().stream())
                    .filter(finding -> finding.severity() == Severity.ERROR || finding.severity() == Severity.UNKNOWN)
                    .toList();
            if (!against.isEmpty()) {
                throw CulvertException.of(against, Changed.NOTHING);
            }
        }
    }

    private ServerIdentity identity() {
        try (Session replication = sites.source().sessions().openReplication("identity")) {
            return ServerIdentity.read(replication);
        }
    }

    private String name() {
        return definition.metadata().name();
    }

    private StartResult start(Session source, Session target, Journal journal) {
        if (!copy(source, target, journal)) {
            return StartResult.STOPPED;
        }
        CopyRecord record = new CopyRecord(target, name());
        Collection<CopyRecord.Entry> entries = record.read().values();
        entries.stream().filter(entry -> !entry.ready()).forEach(entry -> {
            journal.step("indexes", "table " + entry.table(), () -> schema.tableCopied(entry.table()));
            record.ready(entry.table());
        });
        List<FoundLink> links = new Epochs(sites, name(), source, target).links();
        Streaming streaming = new Streaming(source, target, progress, () -> stopped);
        boolean together = links.size() == 1;
        if (together) {
            // every table is of one snapshot: what holds between them on the source holds here, and nothing is moving
            // yet
            afterAll(record, journal);
        }
        progress.enter(StartPhase.CATCHING_UP);
        boolean silent =
                journal.step("subscribe", links.size() + " subscriptions", () -> streaming.begin(links, entries));
        journal.mark(STREAMING);
        boolean caughtUp = journal.step("catch up", "a token through each link", () -> streaming.catchUp(links));
        if (!caughtUp || !together && !afterAllInMotion(record, journal, streaming, links)) {
            return StartResult.STOPPED;
        }
        progress.enter(StartPhase.STREAMING);
        return silent ? StartResult.STREAMING : StartResult.STREAMING_PASSWORD_LOGGED;
    }

    /** Whether every table's rows are there. */
    private boolean copy(Session source, Session target, Journal journal) {
        CopyRecord record = new CopyRecord(target, name());
        Map<TableId, CopyRecord.Entry> entries = record.read();
        List<Relation> chosen = new TableChoice(definition.tables()).of(source);
        List<Relation> open = chosen.stream()
                .filter(table -> !entries.containsKey(table.id())
                        || !entries.get(table.id()).isCopied())
                .toList();
        if (open.isEmpty() && record.is(CopyRecord.Flag.SCHEMA_READY)) {
            return true;
        }
        Epochs epochs = new Epochs(sites, name(), source, target);
        epochs.settle(entries.values(), table -> new PublicationSpec.Table(table, Optional.empty(), Optional.empty()));
        Link link = epochs.next(entries.values());
        CopyRun run = new CopyRun(link, name(), definition.copy(), schema, journal, progress, this::running);
        return run.run(source, target, open, chosen.size() - open.size());
    }

    private void running(CopyEngine started) {
        engine = Optional.of(started);
        if (stopped) {
            started.stop();
        }
    }

    private void afterAll(CopyRecord record, Journal journal) {
        if (!record.is(CopyRecord.Flag.ALL_READY)) {
            progress.enter(StartPhase.FINISHING);
            journal.step("finish", "the schema after the rows", schema::afterAll);
            record.set(CopyRecord.Flag.ALL_READY, true);
        }
    }

    /** Tables of different links are never of one instant: a row may be there before the one that it refers to. */
    private boolean afterAllInMotion(CopyRecord record, Journal journal, Streaming streaming, List<FoundLink> links) {
        for (int tried = 1; ; tried++) {
            try {
                afterAll(record, journal);
                return true;
            } catch (CulvertException e) {
                if (!PASSING.contains(SqlStates.of(e)) || tried == TRIES_IN_MOTION) {
                    throw e;
                }
                if (!streaming.catchUp(links)) {
                    return false;
                }
            }
        }
    }

    public StartProgress progress() {
        return progress.now();
    }

    /** Parts that are being copied end as usual, and {@link #start} returns soon. What is copied in part starts over next time. */
    public void stop() {
        stopped = true;
        engine.ifPresent(CopyEngine::stop);
    }

    /** Ends a running copy at once: its connections are dropped, as when this process is killed. */
    public void abort() {
        stopped = true;
        engine.ifPresent(CopyEngine::abort);
    }
}
