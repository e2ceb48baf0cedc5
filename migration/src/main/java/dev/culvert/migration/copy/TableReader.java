package dev.culvert.migration.copy;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import java.util.HashSet;
import java.util.Set;

/**
 * The source's side of one worker, in a transaction under the snapshot. It locks each table before its first row is read, until
 * the transaction ends: VACUUM FULL would move rows from one part to another, and what rewrites or truncates a table takes the
 * rows out of the snapshot.
 */
final class TableReader {
    private final Session session;
    private final Set<TableId> locked = new HashSet<>();

    /** @param session in a transaction under the snapshot */
    TableReader(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    /** @throws dev.culvert.schemas.error.CulvertException {@code COPY_SNAPSHOT_LOST} if it was rewritten since the snapshot */
    void lock(TableId table) {
        if (locked.contains(table)) {
            return;
        }
        session.update("LOCK TABLE ONLY " + QualifiedName.quote(table) + " IN ACCESS SHARE MODE");
        // the row of pg_class is the snapshot's, the function tells the present file
        boolean same = session.optional(
                        """
                        SELECT c.relfilenode = pg_catalog.pg_relation_filenode(c.oid::pg_catalog.regclass) AS same
                        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relname = ?""",
                        row -> row.optionalBool("same").orElse(false),
                        table.schema(),
                        table.name())
                .orElse(false);
        if (!same) {
            throw CopyErrors.rewritten(table);
        }
        locked.add(table);
    }
}
