package dev.culvert.postgres.slot;

import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Optional;
import java.util.OptionalInt;

/** What went wrong with a slot. */
final class SlotErrors {

    private static final String OPEN_TRANSACTIONS =
            "SELECT pid, usename, xact_start, state FROM pg_stat_activity WHERE backend_xid IS NOT NULL ORDER BY xact_start;"
                    + " SELECT gid, prepared FROM pg_prepared_xacts;";

    private SlotErrors() {}

    static CulvertException ofCreating(String slot, CulvertException e) {
        String object = object(slot) + " on " + e.object();
        return switch (SqlStates.of(e)) {
            case SqlStates.DUPLICATE_OBJECT ->
                error(
                        e,
                        ErrorCode.SLOT_EXISTS,
                        object,
                        "A slot of this name exists.",
                        "culvert slot show " + slot + " --url URL tells whose it is; slot.name chooses another.");
            case SqlStates.OBJECT_NOT_IN_PREREQUISITE_STATE ->
                e.fact().contains("wal_level")
                        ? error(
                                e,
                                ErrorCode.PG_WAL_LEVEL,
                                object,
                                e.fact(),
                                "ALTER SYSTEM SET wal_level = 'logical'; then restart the server.")
                        : e;
            case SqlStates.INSUFFICIENT_PRIVILEGE ->
                e.fact().contains("output plugin") || e.fact().contains("output_plugin_libraries")
                        ? error(
                                e,
                                ErrorCode.PG_OUTPUT_PLUGIN,
                                object,
                                e.fact(),
                                "Add " + SlotRequest.PLUGIN + " to output_plugin_libraries and reload the server.")
                        : e;
            case SqlStates.LOCK_NOT_AVAILABLE, SqlStates.QUERY_CANCELED ->
                error(
                        e,
                        ErrorCode.PG_SQL,
                        object,
                        "Making the slot waits for every open transaction, and one did not end in time. " + e.fact(),
                        "End it, or wait. To see them: " + OPEN_TRANSACTIONS);
            // PostgreSQL keeps them in a list as long as its processes, and rolled back ones count as running
            case SqlStates.SERIALIZATION_FAILURE ->
                error(
                        e,
                        ErrorCode.SNAPSHOT_FAILED,
                        object,
                        "While a transaction was open, so many others were rolled back, or to a savepoint, that the slot's first"
                                + " snapshot has no room for them. " + e.fact(),
                        "Nothing need be done: a running pipeline tries again, and it passes when the oldest transaction has ended. To see"
                                + " them: " + OPEN_TRANSACTIONS);
            default -> e;
        };
    }

    private static CulvertException error(
            CulvertException original, ErrorCode code, String object, String fact, String remedy) {
        // the cause's cause carries the SQLSTATE
        return new CulvertException(code, object, fact, Changed.NOTHING, remedy, original.getCause());
    }

    static CulvertException inUse(String slot, Optional<SlotInfo> info) {
        OptionalInt pid = info.map(SlotInfo::activePid).orElse(OptionalInt.empty());
        return new CulvertException(
                ErrorCode.SLOT_IN_USE,
                object(slot),
                pid.isPresent() ? "Process " + pid.getAsInt() + " reads it." : "A process reads it.",
                Changed.NOTHING,
                "Stop the reader; culvert run FILE --takeover ends it.");
    }

    static String object(String slot) {
        return "slot \"" + slot + "\"";
    }
}
