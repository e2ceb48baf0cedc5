package dev.culvert.migration.copy;

import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.copy.CopiedRows;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Set;

/** What goes wrong in a copy. */
final class CopyErrors {
    private static final String AGAIN =
            "culvert migrate start FILE, of a replication culvert apply FILE, goes on: what is copied stays, the rest starts over under a new snapshot.";

    /** Of SET TRANSACTION SNAPSHOT: up to 16, from 17, and when its owner ends meanwhile. */
    private static final Set<String> NO_SNAPSHOT =
            Set.of("22023", SqlStates.UNDEFINED_OBJECT, SqlStates.OBJECT_NOT_IN_PREREQUISITE_STATE);

    /** A deadlock, and a lock that was not had in time. */
    private static final Set<String> PASSING =
            Set.of(SqlStates.DEADLOCK_DETECTED, "40001", SqlStates.LOCK_NOT_AVAILABLE);

    private CopyErrors() {}

    /** Whether the same may succeed in a minute. */
    static boolean mayPass(CulvertException error) {
        return error.code() == ErrorCode.PG_CONNECTION_LOST
                || error.code() == ErrorCode.PG_UNREACHABLE
                || PASSING.contains(SqlStates.of(error));
    }

    static CulvertException ofImport(CulvertException error) {
        return NO_SNAPSHOT.contains(SqlStates.of(error)) ? snapshotLost(error) : error;
    }

    static CulvertException snapshotLost(CulvertException cause) {
        return new CulvertException(
                ErrorCode.COPY_SNAPSHOT_LOST,
                "the snapshot of the copy",
                "The session that held it is gone, or the source was restarted.",
                Changed.PARTLY,
                AGAIN,
                cause == null ? null : cause.getCause());
    }

    static CulvertException rewritten(TableId table) {
        return new CulvertException(
                ErrorCode.COPY_SNAPSHOT_LOST,
                "table " + table,
                "It was rewritten or truncated on the source after the snapshot was taken, which may see no row of it.",
                Changed.PARTLY,
                AGAIN);
    }

    static CulvertException overtaken(String link, TablePart part) {
        return new CulvertException(
                ErrorCode.MIGRATION_BUSY,
                "table " + part,
                "It does not belong to link " + link + " any more: another attempt has begun.",
                Changed.PARTLY,
                "culvert migrate status tells where it stands.");
    }

    static CulvertException notEmpty(TableId table) {
        return new CulvertException(
                ErrorCode.TARGET_TABLE_NOT_EMPTY,
                "table " + table + " on the target",
                "It has rows that no copy of this replication brought.",
                Changed.PARTLY,
                "Take them out if nobody needs them, then give the command again.");
    }

    static CulvertException counts(TablePart part, CopiedRows rows) {
        return new CulvertException(
                ErrorCode.COPY_FAILED,
                "table " + part,
                "The source sent " + rows.read() + " rows, and the target took " + rows.written() + ".",
                Changed.PARTLY,
                "Look for triggers or rules on the target that are enabled ALWAYS or REPLICA. " + AGAIN);
    }

    /** An error of a server, with the part that it was in. */
    static CulvertException of(TablePart part, CulvertException e) {
        if (e.fact().contains("row-level security")) {
            return new CulvertException(
                    ErrorCode.TABLE_RLS,
                    "table " + part,
                    e.fact(),
                    Changed.PARTLY,
                    "ALTER ROLE ... BYPASSRLS for the role that Culvert logs in as, on both servers.",
                    e.getCause());
        }
        if (e.code() == ErrorCode.PG_DISK_FULL) {
            return new CulvertException(
                    e.code(),
                    "table " + part,
                    e.object() + ": " + e.fact(),
                    Changed.PARTLY,
                    "Make room on the target's disk. Then " + AGAIN,
                    e.getCause());
        }
        return e.code() == ErrorCode.PG_SQL
                ? new CulvertException(
                        ErrorCode.COPY_FAILED,
                        "table " + part,
                        e.object() + ": " + e.fact(),
                        Changed.PARTLY,
                        AGAIN,
                        e.getCause())
                : e;
    }
}
