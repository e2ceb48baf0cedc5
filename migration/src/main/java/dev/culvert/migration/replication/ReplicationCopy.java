package dev.culvert.migration.replication;

import dev.culvert.migration.copy.CopyChoice;
import dev.culvert.migration.copy.CopyEngine;
import dev.culvert.migration.copy.CopyListener;
import dev.culvert.migration.copy.CopyPlan;
import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.copy.CopyTable;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.start.ProgressMeter;
import dev.culvert.migration.start.StartPhase;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.ExportedSnapshot;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.ReplicationDefinition;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** One link with its snapshot, and the tables that are copied under it. Used once, by one thread. */
final class ReplicationCopy {
    private final Link link;
    private final ReplicationDefinition definition;
    private final Journal journal;
    private final ProgressMeter progress;

    ReplicationCopy(Link link, ReplicationDefinition definition, Journal journal, ProgressMeter progress) {
        this.link = link;
        this.definition = definition;
        this.journal = journal;
        this.progress = progress;
    }

    /**
     * @param running is given the engine before it runs, for who may want to end it
     * @return whether all is there; false if it was stopped
     */
    boolean run(Session source, Session target, SourceTables tables, Standing standing, Consumer<CopyEngine> running) {
        List<CopyChoice> open = standing.open(tables);
        CopyRecord record = new CopyRecord(target, definition.name());
        open.stream()
                .filter(choice -> standing.entries().containsKey(choice.id())
                        && standing.entries().get(choice.id()).partsDone() > 0)
                .forEach(choice -> takeBack(target, record, choice.id()));
        LinkPublisher publisher = new LinkPublisher(link, source);
        progress.enter(StartPhase.LINKING);
        // the publication first: a change that is decoded before there is one is an error for ever
        journal.step(
                "publish",
                "publication " + link.name() + " of " + open.size() + " tables",
                () -> publisher.publish(open.stream()
                        .map(choice -> tables.published(choice.id()))
                        .toList()));
        progress.waitFor("the end of every transaction that is open on the source, for slot " + link.name());
        try (ExportedSnapshot snapshot = journal.step(
                "slot",
                "slot " + link.name() + " and its snapshot",
                () -> publisher.createSlotExporting(Duration.ZERO))) {
            List<CopyTable> plan = new CopyPlan(source, target, definition.copy()).ofShared(open);
            record.begin(link.name(), plan);
            int done = tables.choices().size() - open.size();
            progress.copy(done, plan);
            CopyEngine engine = new CopyEngine(link, definition.name(), snapshot, plan, new Listener());
            running.accept(engine);
            return journal.step(
                    "copy",
                    plan.size() + " tables under " + link.name(),
                    () -> engine.run(definition.copy().parallelism()));
        }
    }

    /** What an earlier attempt brought of a table in parts, which are of a snapshot that is gone. */
    private static void takeBack(Session target, CopyRecord record, TableId table) {
        String name = QualifiedName.quote(table);
        target.transaction(() -> {
            // not TRUNCATE: others' foreign keys may refer to the table, which forbids that
            target.update("SET LOCAL session_replication_role = replica");
            target.update("DELETE FROM ONLY " + name);
            record.forget(table);
            return true;
        });
    }

    private final class Listener implements CopyListener {
        @Override
        public void moved(long rows, long bytes) {
            progress.moved(rows, bytes);
        }

        @Override
        public void copied(TableId table) {
            try (Session target = link.subscriber().open("analyze")) {
                target.update("ANALYZE " + QualifiedName.quote(table));
            }
            progress.tableDone();
        }
    }
}
