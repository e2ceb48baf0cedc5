package dev.culvert.migration.replication;

import dev.culvert.migration.copy.CopyChoice;
import dev.culvert.migration.copy.CopyEngine;
import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.schema.TableSchemas;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Epochs;
import dev.culvert.migration.start.ProgressMeter;
import dev.culvert.migration.start.Records;
import dev.culvert.migration.start.StartPhase;
import dev.culvert.migration.start.StartProgress;
import dev.culvert.migration.start.StartResult;
import dev.culvert.migration.start.Streaming;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.error.CulvertException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes a replication from wherever it is to a stream of every table. Used once, by one thread; {@link #stop} and {@link #abort}
 * may come from any. Whoever calls it holds the lease, and has seen a plan without errors.
 *
 * <p>One that was killed anywhere is gone on with by another one: a table that was copied to its end stays with the link whose
 * snapshot it is of; the others start over under a link of their own. So do tables that the definition has got since; those that it
 * has lost are taken out of publication and subscription.
 */
public final class Replicator {
    private final Sites sites;
    private final ReplicationDefinition definition;
    private final ProgressMeter progress;
    private final String who;
    private volatile Optional<CopyEngine> engine = Optional.empty();
    private volatile boolean stopped;

    /**
     * @param listener is told of progress, at most twice a second and at each phase; by several threads, one at a time
     * @param who does it, for the journal
     */
    public Replicator(Sites sites, ReplicationDefinition definition, Consumer<StartProgress> listener, String who) {
        this.sites = sites;
        this.definition = definition;
        this.progress = new ProgressMeter(listener);
        this.who = who;
    }

    /**
     * Returns when what was committed on the source after the copy is on the target, by a token through each link; or soon after
     * {@link #stop}.
     *
     * @return how it went
     * @throws CulvertException {@code REPLICATION_STATE} (paused, or the name is another's), {@code SCHEMA_RESTORE},
     *     {@code DUMP_TOOL_MISSING}, {@code TARGET_TABLE_NOT_EMPTY}, {@code COPY_FAILED}, {@code COPY_SNAPSHOT_LOST},
     *     {@code SLOT_LOST}, {@code LINK_STUCK}, and what connecting throws. After each of them it can be called again on a new
     *     instance
     */
    public StartResult apply() {
        progress.enter(StartPhase.CHECKING);
        ServerIdentity identity;
        try (Session replication = sites.source().sessions().openReplication("identity")) {
            identity = ServerIdentity.read(replication);
        }
        try (Session source = sites.source().open("apply");
                Session target = sites.target().open("apply")) {
            Standing standing = Standing.read(sites, name(), source, target);
            requireMine(standing, identity);
            Journal journal = new Journal(target, name(), who);
            journal.prepare();
            journal.create(identity.systemIdentifier(), identity.database(), Records.REPLICATING);
            journal.beginEpoch();
            CopyRecord record = new CopyRecord(target, name());
            record.prepare();
            takeOut(source, target, journal, standing, record);
            return apply(source, target, journal, Standing.read(sites, name(), source, target));
        }
    }

    private void takeOut(Session source, Session target, Journal journal, Standing standing, CopyRecord record) {
        TakenOut out = new TakenOut(source, target, standing, SourceTables.of(source, definition));
        int count = out.tables().size();
        if (count > 0) {
            journal.step("take out", count + " tables, whose rows stay", () -> out.leave(record));
        }
    }

    private void requireMine(Standing standing, ServerIdentity identity) {
        if (standing.paused()) {
            throw Standing.refused(
                    name(), "It is paused.", "culvert resume FILE lets it go on; apply can be given after it.");
        }
        standing.record()
                .filter(record -> !record.sourceSystem().equals(identity.systemIdentifier())
                        || !record.sourceDatabase().equals(identity.database()))
                .ifPresent(record -> {
                    throw Standing.refused(
                            name(),
                            "The target has one of this name from database " + record.sourceDatabase()
                                    + " of another source, system identifier " + record.sourceSystem() + ".",
                            "Give it another metadata.name.");
                });
    }

    private String name() {
        return definition.name();
    }

    private StartResult apply(Session source, Session target, Journal journal, Standing standing) {
        SourceTables tables = SourceTables.of(source, definition);
        forgetWhatIsNotWanted(target, standing, tables);
        List<CopyChoice> open = standing.open(tables);
        Epochs epochs = new Epochs(sites, name(), source, target);
        if (!open.isEmpty()) {
            makeMissing(source, target, journal, standing, tables);
            epochs.settle(standing.entries().values(), tables::published);
            ReplicationCopy copy =
                    new ReplicationCopy(epochs.next(standing.entries().values()), definition, journal, progress);
            if (!copy.run(source, target, tables, standing, this::running)) {
                return StartResult.STOPPED;
            }
        }
        progress.enter(StartPhase.CATCHING_UP);
        Collection<CopyRecord.Entry> entries =
                new CopyRecord(target, name()).read().values();
        Streaming streaming = new Streaming(source, target, progress, () -> stopped);
        List<FoundLink> links = epochs.links();
        boolean silent =
                journal.step("subscribe", links.size() + " subscriptions", () -> streaming.begin(links, entries));
        if (!journal.step("catch up", "a token through each link", () -> streaming.catchUp(links))) {
            return StartResult.STOPPED;
        }
        progress.enter(StartPhase.STREAMING);
        return silent ? StartResult.STREAMING : StartResult.STREAMING_PASSWORD_LOGGED;
    }

    /** Tables that never came to their end, and that the definition does not select any more. */
    private void forgetWhatIsNotWanted(Session target, Standing standing, SourceTables tables) {
        CopyRecord record = new CopyRecord(target, name());
        standing.entries().keySet().stream()
                .filter(table -> !standing.isCopied(table) && tables.find(table).isEmpty())
                .forEach(record::forget);
    }

    private void makeMissing(Session source, Session target, Journal journal, Standing standing, SourceTables tables) {
        List<TableSchemas.Wanted> missing = TargetTables.of(source, target, name(), tables, standing.entries())
                .missing();
        if (!missing.isEmpty()) {
            progress.enter(StartPhase.SCHEMA);
            TableSchemas schemas = new TableSchemas(sites, source.version(), target.version());
            journal.step("tables", missing.size() + " tables are made", () -> schemas.make(target, missing));
        }
    }

    private void running(CopyEngine started) {
        engine = Optional.of(started);
        if (stopped) {
            started.stop();
        }
    }

    /** Parts that are being copied end as usual, and {@link #apply} returns soon. What is copied in part starts over next time. */
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
