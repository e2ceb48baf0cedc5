package dev.culvert.migration.copy;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.ExportedSnapshot;
import dev.culvert.schemas.error.CulvertException;
import java.util.Optional;

/**
 * A snapshot with who holds it. A name alone is not enough: a restarted server may give it to somebody else's snapshot.
 *
 * @param snapshot as it was exported
 * @param pid of the walsender that holds it
 * @param start when that began, as the server prints it
 */
record SnapshotOwner(ExportedSnapshot snapshot, int pid, String start) {

    /** @param source any session with the same server */
    static SnapshotOwner of(ExportedSnapshot snapshot, Session source) {
        int pid = snapshot.session().backendPid();
        return new SnapshotOwner(snapshot, pid, start(source, pid).orElseThrow(() -> CopyErrors.snapshotLost(null)));
    }

    private static Optional<String> start(Session source, int pid) {
        return source.optional(
                """
                SELECT a.backend_start::pg_catalog.text AS start FROM pg_catalog.pg_stat_activity AS a
                WHERE a.pid = ? AND a.backend_start IS NOT NULL""",
                row -> row.text("start"),
                pid);
    }

    /**
     * Lets the transaction that {@code reader} has just begun see the snapshot.
     *
     * @throws CulvertException {@link dev.culvert.schemas.error.ErrorCode#COPY_SNAPSHOT_LOST}
     */
    void importInto(Session reader) {
        try {
            snapshot.importInto(reader);
        } catch (CulvertException e) {
            throw CopyErrors.ofImport(e);
        }
        if (!start(reader, pid).equals(Optional.of(start))) {
            throw CopyErrors.snapshotLost(null);
        }
    }
}
