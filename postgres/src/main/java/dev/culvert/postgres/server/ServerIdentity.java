package dev.culvert.postgres.server;

import dev.culvert.postgres.connection.ServerMark;
import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;

/**
 * Who answers at an address, and where its WAL ends.
 *
 * @param systemIdentifier made by {@code initdb}, unsigned; every physical copy has the same
 * @param timeline the server's present timeline
 * @param database name of the session's database
 * @param databaseOid its oid
 * @param version the server's version
 * @param inRecovery whether it is a standby
 * @param flushed end of the WAL that is safe on this server's disk; on a standby, of what it has replayed
 * @param inserted end of the WAL that is written or will be; on a standby, as {@code flushed}
 */
public record ServerIdentity(
        String systemIdentifier,
        int timeline,
        String database,
        long databaseOid,
        ServerVersion version,
        boolean inRecovery,
        Lsn flushed,
        Lsn inserted) {

    private static final String STATE =
            """
            SELECT d.datname, d.oid::pg_catalog.int8 AS oid, pg_catalog.pg_is_in_recovery() AS recovery,
                   CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                        ELSE pg_catalog.pg_current_wal_flush_lsn() END::pg_catalog.text AS flushed,
                   CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                        ELSE pg_catalog.pg_current_wal_insert_lsn() END::pg_catalog.text AS inserted
            FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()""";

    /**
     * By {@code IDENTIFY_SYSTEM}, which needs no privilege but the replication login itself.
     *
     * @param replication a replication session that has nothing exported or streaming
     */
    public static ServerIdentity read(Session replication) {
        if (!replication.isReplication()) {
            throw new IllegalArgumentException("IDENTIFY_SYSTEM needs a replication session");
        }
        record Identified(String system, int timeline) {}
        Identified identified = replication.one(
                "IDENTIFY_SYSTEM", row -> new Identified(row.text("systemid"), row.integer("timeline")));
        ServerVersion version = replication.version();
        return replication.one(
                STATE,
                row -> new ServerIdentity(
                        identified.system,
                        identified.timeline,
                        row.text("datname"),
                        row.number("oid"),
                        version,
                        row.bool("recovery"),
                        row.lsn("flushed"),
                        row.lsn("inserted")));
    }

    /** What tells this primary from every other server. */
    public ServerMark mark() {
        return ServerMark.of(systemIdentifier, timeline);
    }

    /** End of the WAL that is safe on the primary's disk; fails on a standby. From any session. */
    public static Lsn flushedNow(Session session) {
        return session.one(
                "SELECT pg_catalog.pg_current_wal_flush_lsn()::pg_catalog.text AS lsn", row -> row.lsn("lsn"));
    }

    /** End of the WAL that is written or will be; fails on a standby. From any session. */
    public static Lsn insertedNow(Session session) {
        return session.one(
                "SELECT pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text AS lsn", row -> row.lsn("lsn"));
    }
}
