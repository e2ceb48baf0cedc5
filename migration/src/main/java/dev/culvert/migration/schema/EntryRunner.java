package dev.culvert.migration.schema;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Optional;
import java.util.Set;

/** Executes entries on the target, in whatever transaction its session is in. For one thread at a time. */
final class EntryRunner {
    private static final String OUT_OF_LOCKS = "53200";

    private final Session session;
    private final Set<String> tablespaces;

    EntryRunner(Session session, Set<String> tablespaces) {
        this.session = session;
        this.tablespaces = tablespaces;
    }

    /** Names of the tablespaces of the session's server, as SQL has them. */
    static Set<String> tablespaces(Session session) {
        return Set.copyOf(session.list(
                "SELECT pg_catalog.quote_ident(spcname) AS name FROM pg_catalog.pg_tablespace",
                row -> row.text("name")));
    }

    /**
     * Makes one.
     *
     * @throws CulvertException {@link ErrorCode#SCHEMA_RESTORE}, which names it; a lost connection keeps its own code
     */
    void run(SchemaEntry entry) {
        run(entry.object(), entry.statements(), entry.tablespace(), entry.accessMethod());
    }

    /**
     * Makes one, in a transaction; what the role may not make and the target can do without is left.
     *
     * @return what was left
     */
    Optional<SchemaNote> runOrLeave(SchemaEntry entry) {
        if (!Dispensable.is(entry)) {
            run(entry);
            return Optional.empty();
        }
        session.update("SAVEPOINT culvert_dispensable");
        try {
            run(entry);
            session.update("RELEASE SAVEPOINT culvert_dispensable");
            return Optional.empty();
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
            session.update("ROLLBACK TO SAVEPOINT culvert_dispensable");
            return Optional.of(new SchemaNote(entry.object(), "The target's role may not make it, and it was left."));
        }
    }

    void run(String object, String statements, String tablespace, String accessMethod) {
        String place = tablespaces.contains(tablespace) ? tablespace : "''";
        String method = accessMethod.isEmpty() ? "heap" : accessMethod;
        try {
            session.update("SET LOCAL check_function_bodies = off; SET LOCAL default_tablespace = " + place
                    + "; SET LOCAL default_table_access_method = " + method);
            Statements.of(statements).forEach(session::update);
        } catch (CulvertException e) {
            throw translate(object, e);
        }
    }

    private static CulvertException translate(String object, CulvertException e) {
        String state = SqlStates.of(e);
        if (e.code() == ErrorCode.PG_CONNECTION_LOST) {
            return e;
        }
        if (e.code() == ErrorCode.PG_DISK_FULL) {
            return new CulvertException(e.code(), object, e.fact(), Changed.PARTLY, e.remedy(), e.getCause());
        }
        String remedy = state.equals(OUT_OF_LOCKS)
                ? "Raise max_locks_per_transaction on the target (a restart): the schema is made in one transaction."
                : "Mend it on the source or the target, then repeat the command.";
        return new CulvertException(ErrorCode.SCHEMA_RESTORE, object, e.fact(), Changed.PARTLY, remedy, e.getCause());
    }
}
