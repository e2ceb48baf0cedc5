package dev.culvert.postgres.connection;

import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.OptionalInt;

/**
 * Which primary a session is with. An address of several hosts, a virtual one and a name that moves lead to one server now and to
 * another a moment later, and after a failover both may call themselves the primary.
 *
 * @param systemIdentifier made by {@code initdb}, unsigned; every physical copy has the same
 * @param timeline the primary's timeline; empty for a standby
 */
public record ServerMark(String systemIdentifier, OptionalInt timeline) {

    /** {@code pg_control_checkpoint} says the new timeline only after a promotion's checkpoint; the name of a WAL file does at once. */
    private static final String QUERY =
            """
            SELECT s.system_identifier,
                   CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.substr(
                       pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8) END AS timeline
            FROM pg_catalog.pg_control_system() AS s""";

    /** A primary. */
    public static ServerMark of(String systemIdentifier, int timeline) {
        return new ServerMark(systemIdentifier, OptionalInt.of(timeline));
    }

    /** From any session, a replication session too. */
    public static ServerMark read(Session session) {
        return session.one(
                QUERY,
                row -> new ServerMark(
                        Long.toUnsignedString(row.number("system_identifier")),
                        row.optionalText("timeline")
                                .map(hex -> OptionalInt.of(Integer.parseUnsignedInt(hex, 16)))
                                .orElse(OptionalInt.empty())));
    }

    /**
     * @throws CulvertException {@link ErrorCode#PG_SERVER_CHANGED} if the session is with another server, or with this one in another
     *     life
     */
    public void require(Session session) {
        ServerMark found = read(session);
        if (!equals(found)) {
            throw new CulvertException(
                    ErrorCode.PG_SERVER_CHANGED,
                    session.toString(),
                    "This run began with the " + this + "; now the " + found + " answers.",
                    Changed.POSITION_KEPT,
                    "Nothing need be done: a running pipeline starts over, and compares its position with the server that"
                            + " answers then.");
        }
    }

    @Override
    public String toString() {
        return (timeline.isPresent() ? "primary on timeline " + timeline.getAsInt() : "standby")
                + " of system identifier " + systemIdentifier;
    }
}
