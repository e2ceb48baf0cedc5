package dev.culvert.connector.snapshot;

import dev.culvert.postgres.connection.Sessions;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Set;

/** What went wrong with a snapshot. */
final class SnapshotErrors {

    private static final String AGAIN =
            "Nothing need be done: a running pipeline copies the tables that are not done again, as the next generation.";

    /** Bytes that are no text, and text that UTF-8 does not have: trying again finds them again. */
    private static final Set<String> UNDECODABLE = Set.of("22021", "22P05");

    private SnapshotErrors() {}

    /** An error of a copying thread as the caller sees it. */
    static RuntimeException of(RuntimeException error, Sessions sessions) {
        if (!(error instanceof CulvertException e)
                || e.code() != ErrorCode.PG_SQL && e.code() != ErrorCode.PG_PRIVILEGE) {
            return error;
        }
        if (e.fact().contains("row-level security")) {
            return new CulvertException(
                    ErrorCode.TABLE_RLS,
                    "the snapshot of " + sessions.settings(),
                    e.fact(),
                    Changed.NOTHING,
                    "ALTER ROLE "
                            + Identifier.quote(sessions.settings().address().user()) + " BYPASSRLS;",
                    e.getCause());
        }
        if (e.code() == ErrorCode.PG_PRIVILEGE) {
            return e;
        }
        String state = SqlStates.of(e);
        if (UNDECODABLE.contains(state)) {
            return new CulvertException(
                    ErrorCode.VALUE_UNDECODABLE,
                    "the snapshot of " + sessions.settings(),
                    "A value cannot be sent in UTF-8. " + e.fact(),
                    Changed.POSITION_KEPT,
                    "Look for the table in the server's log, and correct the value or leave its column out.",
                    e.getCause());
        }
        String fact = state.equals(SqlStates.LOCK_NOT_AVAILABLE)
                ? "A table could not be locked in ACCESS SHARE mode in time. " + e.fact()
                : e.fact();
        return new CulvertException(
                ErrorCode.SNAPSHOT_FAILED,
                "the snapshot of " + sessions.settings(),
                fact,
                Changed.POSITION_KEPT,
                AGAIN,
                e.getCause());
    }

    static CulvertException stopped(Sessions sessions) {
        return new CulvertException(
                ErrorCode.SNAPSHOT_FAILED,
                "the snapshot of " + sessions.settings(),
                "It was stopped.",
                Changed.POSITION_KEPT,
                AGAIN);
    }

    static CulvertException missing(TableId table) {
        return new CulvertException(
                ErrorCode.TABLE_MISSING,
                "table " + table,
                "It does not exist any more.",
                Changed.NOTHING,
                "Take it out of the definition, or make it again.");
    }

    static CulvertException rewritten(TableId table) {
        return new CulvertException(
                ErrorCode.SNAPSHOT_FAILED,
                "table " + table,
                "It was rewritten or truncated between the snapshot and its copy: the snapshot sees no row of it.",
                Changed.POSITION_KEPT,
                AGAIN);
    }

    static CulvertException shape(TableId table, String fact) {
        return new CulvertException(
                ErrorCode.SHAPE_CHANGED,
                "table " + table,
                fact,
                Changed.NOTHING,
                "Start the pipeline again: it reads the shape anew.");
    }
}
