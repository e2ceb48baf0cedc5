package dev.culvert.migration.copy;

import dev.culvert.migration.closing.Closing;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.copy.CopiedRows;
import dev.culvert.postgres.copy.CopyPipe;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.error.CulvertException;

/** The target's side of one worker. It passes the triggers that close the target. */
final class TableWriter {
    private final Session session;
    private final CopyRecord record;
    private final String link;

    /** @param session an ordinary one; from now on it writes as the replication does */
    TableWriter(Session session, String migration, String link) {
        this.session = session;
        this.record = new CopyRecord(session, migration);
        this.link = link;
        Closing.writePast(session, false);
    }

    CopyRecord record() {
        return record;
    }

    /**
     * Empties a split table before its first part; an unsplit one is emptied by the transaction of its only part. One that others
     * may write to is never emptied.
     *
     * @throws CulvertException {@code TARGET_TABLE_NOT_EMPTY}
     */
    void empty(CopyTable table) {
        if (!table.isSplit()) {
            return;
        }
        if (table.shared()) {
            requireEmpty(table);
        } else if (isFilled(table)) {
            session.update("TRUNCATE ONLY " + QualifiedName.quote(table.id()));
        }
    }

    private boolean isFilled(CopyTable table) {
        return session.one(
                "SELECT EXISTS (SELECT 1 FROM ONLY " + QualifiedName.quote(table.id()) + ") AS filled",
                row -> row.bool("filled"));
    }

    private void requireEmpty(CopyTable table) {
        if (isFilled(table)) {
            throw CopyErrors.notEmpty(table.id());
        }
    }

    /**
     * Copies a part in one transaction, its mark in it. Does nothing if the mark is there.
     *
     * @throws CulvertException also if the two servers counted different numbers of rows
     */
    void write(TablePart part, TableReader from, CopyPipe.Meter meter) {
        session.transaction(() -> {
            if (!record.claim(link, part)) {
                return false;
            }
            if (!part.table().isSplit() && part.table().shared()) {
                requireEmpty(part.table());
            } else if (!part.table().isSplit()) {
                session.update(
                        "TRUNCATE ONLY " + QualifiedName.quote(part.table().id()));
            }
            CopiedRows rows = new CopyPipe(from.session(), session).run(part.copyOut(), part.copyIn(), meter);
            if (rows.read() != rows.written()) {
                throw CopyErrors.counts(part, rows);
            }
            record.done(part, rows.written(), rows.bytes());
            return true;
        });
    }
}
