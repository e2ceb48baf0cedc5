package dev.culvert.migration.replication;

import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.start.Epochs;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.time.Duration;
import java.util.List;

/**
 * Tables that are copied, and that the definition does not select any more: they leave the publication, and the subscription forgets
 * them. Their rows stay on the target, and are nobody's. Can be repeated: that a table was in it is forgotten last.
 */
final class TakenOut {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Session source;
    private final Session target;
    private final Standing standing;
    private final SourceTables tables;

    TakenOut(Session source, Session target, Standing standing, SourceTables tables) {
        this.source = source;
        this.target = target;
        this.standing = standing;
        this.tables = tables;
    }

    /** All of them, by name. */
    List<TableId> tables() {
        return standing.entries().values().stream()
                .filter(entry -> entry.isCopied() && tables.find(entry.table()).isEmpty())
                .map(CopyRecord.Entry::table)
                .toList();
    }

    /** Those of one link. */
    List<TableId> tables(FoundLink found) {
        return tables().stream()
                .filter(table ->
                        standing.entries().get(table).link().equals(found.link().name()))
                .toList();
    }

    /** What the link has left. */
    List<TableId> kept(FoundLink found) {
        return Epochs.kept(found.link().name(), standing.entries().values()).stream()
                .filter(table -> tables.find(table).isPresent())
                .toList();
    }

    /** @param record of the replication */
    void leave(CopyRecord record) {
        standing.links().stream().filter(found -> !tables(found).isEmpty()).forEach(this::leave);
        tables().forEach(record::forget);
    }

    private void leave(FoundLink found) {
        LinkSubscriber subscriber = new LinkSubscriber(found.link(), target);
        LinkPublisher publisher = new LinkPublisher(found.link(), source);
        List<TableId> kept = kept(found);
        if (kept.isEmpty()) {
            subscriber.dropAll(PATIENCE);
            publisher.dropAll(PATIENCE);
            return;
        }
        publisher.publish(kept.stream().map(tables::published).toList());
        if (found.subscription()) {
            subscriber.enable();
            subscriber.refresh();
        }
    }
}
