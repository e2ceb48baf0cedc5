package dev.culvert.postgres.slot;

import dev.culvert.postgres.connection.Row;
import dev.culvert.postgres.connection.ServerVersion;
import java.sql.SQLException;

/** {@code pg_replication_slots}, whose columns grow with the versions; what a version lacks is null. */
final class SlotQuery {

    private SlotQuery() {}

    static String sql(ServerVersion version) {
        return """
            SELECT s.slot_name, s.plugin, s.database, s.temporary, s.active, s.active_pid,
                   s.restart_lsn::pg_catalog.text AS restart_lsn,
                   s.confirmed_flush_lsn::pg_catalog.text AS confirmed_flush_lsn,
                   s.wal_status, s.safe_wal_size,
                   pg_catalog.pg_wal_lsn_diff(
                       CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                            ELSE pg_catalog.pg_current_wal_lsn() END, s.restart_lsn)::pg_catalog.int8 AS retained,
                   %s AS conflicting, %s AS invalidation_reason, %s AS failover, %s AS synced, %s AS inactive_since
            FROM pg_catalog.pg_replication_slots AS s"""
                .formatted(
                        version.hasSlotConflicting() ? "s.conflicting" : "NULL::pg_catalog.bool",
                        version.hasSlotInvalidationReason() ? "s.invalidation_reason" : "NULL::pg_catalog.text",
                        version.hasFailoverSlots() ? "s.failover" : "NULL::pg_catalog.bool",
                        version.hasFailoverSlots() ? "s.synced" : "NULL::pg_catalog.bool",
                        version.hasSlotInactiveSince() ? "s.inactive_since" : "NULL::pg_catalog.timestamptz");
    }

    static SlotInfo read(Row row) throws SQLException {
        return new SlotInfo(
                row.text("slot_name"),
                row.optionalText("plugin"),
                row.optionalText("database"),
                row.bool("temporary"),
                row.bool("active"),
                row.optionalInteger("active_pid"),
                row.optionalLsn("restart_lsn"),
                row.optionalLsn("confirmed_flush_lsn"),
                row.optionalText("wal_status"),
                row.optionalNumber("safe_wal_size"),
                row.optionalNumber("retained"),
                row.optionalBool("conflicting"),
                row.optionalText("invalidation_reason"),
                row.optionalBool("failover"),
                row.optionalBool("synced"),
                row.optionalInstant("inactive_since"));
    }
}
