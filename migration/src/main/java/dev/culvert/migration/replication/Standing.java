package dev.culvert.migration.replication;

import dev.culvert.migration.copy.CopyChoice;
import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.journal.MigrationRecord;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Links;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Records;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a replication is, as both servers tell.
 *
 * @param record empty before the first apply
 * @param entries its tables as far as they are copied
 * @param links oldest first
 * @param paused whether somebody holds it
 */
record Standing(
        Optional<MigrationRecord> record,
        Map<TableId, CopyRecord.Entry> entries,
        List<FoundLink> links,
        boolean paused) {

    /** @throws CulvertException {@link ErrorCode#REPLICATION_STATE} if the name is a migration's */
    static Standing read(Sites sites, String name, Session source, Session target) {
        Optional<MigrationRecord> record = new Journal(target, name, "").read();
        if (record.isPresent() && !record.get().mark().equals(Records.REPLICATING)) {
            throw refused(
                    name,
                    "A migration of this name has its record on the target.",
                    "Give the replication another metadata.name.");
        }
        CopyRecord copy = new CopyRecord(target, name);
        return new Standing(
                record, copy.read(), new Links(sites, name, source, target).forward(), copy.is(CopyRecord.Flag.PAUSED));
    }

    /** Those whose rows are not there yet. */
    List<CopyChoice> open(SourceTables tables) {
        return tables.choices().stream()
                .filter(choice -> !isCopied(choice.id()))
                .toList();
    }

    boolean isCopied(TableId table) {
        return entries.containsKey(table) && entries.get(table).isCopied();
    }

    static CulvertException refused(String name, String fact, String remedy) {
        return new CulvertException(ErrorCode.REPLICATION_STATE, "replication " + name, fact, Changed.NOTHING, remedy);
    }
}
