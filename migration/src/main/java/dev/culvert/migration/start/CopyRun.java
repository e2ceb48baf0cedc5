package dev.culvert.migration.start;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.copy.CopyEngine;
import dev.culvert.migration.copy.CopyListener;
import dev.culvert.migration.copy.CopyPlan;
import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.copy.CopyTable;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.schema.SchemaSteps;
import dev.culvert.postgres.catalog.Persistence;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.ExportedSnapshot;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.CopyDefinition;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** One epoch: a link, its snapshot, and the tables that are copied under it. Used once, by one thread. */
final class CopyRun {
    private final Link link;
    private final String migration;
    private final CopyDefinition definition;
    private final SchemaSteps schema;
    private final Journal journal;
    private final ProgressMeter progress;
    private final Consumer<CopyEngine> running;

    /** @param running is given the engine before it runs, for who may want to end it */
    CopyRun(
            Link link,
            String migration,
            CopyDefinition definition,
            SchemaSteps schema,
            Journal journal,
            ProgressMeter progress,
            Consumer<CopyEngine> running) {
        this.link = link;
        this.migration = migration;
        this.definition = definition;
        this.schema = schema;
        this.journal = journal;
        this.progress = progress;
        this.running = running;
    }

    /**
     * @param tables that start over
     * @param done tables that are there from before
     * @return whether all is there; false if it was stopped
     */
    boolean run(Session source, Session target, List<Relation> tables, int done) {
        LinkPublisher publisher = new LinkPublisher(link, source);
        progress.enter(StartPhase.LINKING);
        // the publication first: a change that is decoded before there is one is an error for ever
        journal.step(
                "publish",
                "publication " + link.name() + " of " + tables.size() + " tables",
                () -> publisher.publishTables(tables.stream()
                        .filter(table -> table.persistence() == Persistence.PERMANENT)
                        .map(Relation::id)
                        .toList()));
        progress.waitFor("the end of every transaction that is open on the source, for slot " + link.name());
        try (ExportedSnapshot snapshot = journal.step(
                "slot",
                "slot " + link.name() + " and its snapshot",
                () -> publisher.createSlotExporting(Duration.ZERO))) {
            prepareSchema(target, snapshot.snapshotName());
            CopyRecord record = new CopyRecord(target, migration);
            List<CopyTable> plan = new CopyPlan(source, target, definition).of(tables);
            record.begin(link.name(), plan);
            progress.copy(done, plan);
            CopyEngine engine = new CopyEngine(link, migration, snapshot, plan, new Listener());
            running.accept(engine);
            return journal.step(
                    "copy", plan.size() + " tables under " + link.name(), () -> engine.run(definition.parallelism()));
        }
    }

    private void prepareSchema(Session target, String snapshot) {
        CopyRecord record = new CopyRecord(target, migration);
        progress.enter(StartPhase.SCHEMA);
        if (!record.is(CopyRecord.Flag.SCHEMA_READY)) {
            journal.step("schema", "the schema before the rows", () -> schema.preData(snapshot));
        }
        // before the first row: nobody else may write to the target from here on
        journal.step("close", "the target takes no writes but Culvert's", () -> {
            Closing closing = new Closing(target);
            closing.prepare();
            target.transaction(() -> {
                closing.close();
                return true;
            });
        });
        record.set(CopyRecord.Flag.SCHEMA_READY, true);
    }

    private final class Listener implements CopyListener {
        @Override
        public void moved(long rows, long bytes) {
            progress.moved(rows, bytes);
        }

        @Override
        public void copied(TableId table) {
            schema.tableCopied(table);
            progress.tableDone();
        }
    }
}
