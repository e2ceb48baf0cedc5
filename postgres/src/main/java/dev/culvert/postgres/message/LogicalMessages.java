package dev.culvert.postgres.message;

import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.Lsn;

/**
 * Emits messages with {@code pg_logical_emit_message}, always transactional: each is a transaction of its own whose commit the
 * stream delivers, even where no row passes the publication. A non-transactional one would be no boundary and would let no WAL
 * go. Needs no privilege beyond EXECUTE on the function, which everybody has by default.
 */
public final class LogicalMessages {
    /** Prefix of Culvert's own messages. */
    public static final String HEARTBEAT = "culvert";

    private LogicalMessages() {}

    /**
     * Emits a message and commits it. Does not wait for a synchronous standby: nothing in it need survive, and while the standby
     * is away a waiting session would be left behind by each caller that loses patience.
     *
     * @return position of the message, before that of its commit: what committed before this call lies before it
     */
    public static Lsn emit(Session session, String prefix, String content) {
        return session.one(
                "SELECT pg_catalog.pg_logical_emit_message(true, ?, ?)::pg_catalog.text AS lsn,"
                        + " pg_catalog.set_config('synchronous_commit', 'local', true)",
                row -> row.lsn("lsn"),
                prefix,
                content);
    }
}
