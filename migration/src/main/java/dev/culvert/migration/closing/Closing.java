package dev.culvert.migration.closing;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Closes and opens the database of a session. Nothing here commits: {@link #close} and {@link #open} are one transaction each only
 * if the caller says so. For one thread at a time, as its session is.
 */
public final class Closing {
    /** The trigger's name on every table. */
    public static final String TRIGGER = "culvert_closed";

    /** Else whoever writes with session_replication_role = replica, such as another tool's replication, would pass it. */
    private static final String ENABLE = "ENABLE ALWAYS";

    private final Session session;

    public Closing(Session session) {
        this.session = session;
    }

    /** Makes the schema {@code culvert} and the trigger's function, where they are not there. */
    public void prepare() {
        session.update("CREATE SCHEMA IF NOT EXISTS culvert");
        session.update(
                """
                CREATE OR REPLACE FUNCTION culvert.refuse_write() RETURNS pg_catalog.trigger
                LANGUAGE plpgsql SET search_path = pg_catalog AS $culvert$
                BEGIN
                  -- the copy, and a subscription's worker, which fires it for TRUNCATE only
                  IF current_setting('culvert.copies', true) = 'on'
                      OR EXISTS (SELECT FROM pg_stat_subscription AS s WHERE s.pid = pg_backend_pid()) THEN
                    RETURN NULL;
                  END IF;
                  RAISE EXCEPTION 'database % does not take writes: culvert has closed it', current_database()
                    USING ERRCODE = '25006', HINT = 'Connect to the server that is open; culvert migrate status tells which.';
                END $culvert$""");
    }

    /**
     * Lets this session write to what is closed, as the copy does: no user trigger runs, foreign keys are not looked at.
     *
     * @param local until the end of the transaction that is open, or for good
     */
    public static void writePast(Session session, boolean local) {
        String set = local ? "SET LOCAL " : "SET ";
        session.update(set + "session_replication_role = replica");
        session.update(set + "culvert.copies = 'on'");
    }

    /**
     * Runs DDL of Culvert's, in the transaction that is open: an application's event trigger against DDL must not keep a database
     * from being closed or, what is worse, opened. One that is enabled ALWAYS or REPLICA fires all the same, unless the role is a
     * superuser's. User triggers stay off until the end of the transaction, where the role may turn them off.
     */
    public void passEventTriggers(Runnable ddl) {
        new EventTriggers(session).pass(ddl);
    }

    /** Closes every table that is not closed; needs {@link #prepare}. Takes SHARE ROW EXCLUSIVE on each. */
    public void close() {
        Set<TableId> closed = new HashSet<>(triggers("'O', 'A'"));
        Set<TableId> disabled = new HashSet<>(triggers("'D', 'R'"));
        StringBuilder statements = new StringBuilder();
        for (TableId table : UserTables.of(session)) {
            if (disabled.contains(table)) {
                statements.append(alter(table, ENABLE));
            } else if (!closed.contains(table)) {
                statements.append(create(table));
            }
        }
        run(statements);
    }

    static String create(TableId table) {
        return "CREATE TRIGGER " + TRIGGER + " BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "
                + QualifiedName.quote(table)
                + " FOR EACH STATEMENT EXECUTE FUNCTION culvert.refuse_write();\n"
                + alter(table, ENABLE);
    }

    /**
     * Opens every table that is closed. The triggers stay, disabled: dropping them takes ACCESS EXCLUSIVE, which every reader keeps
     * from being had; this takes SHARE ROW EXCLUSIVE.
     */
    public void open() {
        StringBuilder statements = new StringBuilder();
        closed().forEach(table -> statements.append(alter(table, "DISABLE")));
        run(statements);
    }

    private static String alter(TableId table, String verb) {
        return "ALTER TABLE ONLY " + QualifiedName.quote(table) + " " + verb + " TRIGGER " + TRIGGER + ";\n";
    }

    /** Takes the triggers away, which opens what was closed. Takes ACCESS EXCLUSIVE on one table after the other. */
    public void remove() {
        for (TableId table : triggers("'O', 'A', 'D', 'R'")) {
            session.transaction(() -> {
                passEventTriggers(() ->
                        session.update("DROP TRIGGER IF EXISTS " + TRIGGER + " ON " + QualifiedName.quote(table)));
                return true;
            });
        }
    }

    private void run(StringBuilder statements) {
        if (!statements.isEmpty()) {
            session.update(statements.toString());
        }
    }

    /** The tables with a trigger of ours that is enabled, by name. */
    public List<TableId> closed() {
        return triggers("'O', 'A'");
    }

    private List<TableId> triggers(String states) {
        return session.list(
                """
                SELECT n.nspname AS schema, c.relname AS name
                FROM pg_catalog.pg_trigger AS t
                JOIN pg_catalog.pg_class AS c ON c.oid = t.tgrelid
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid
                JOIN pg_catalog.pg_namespace AS f ON f.oid = p.pronamespace
                WHERE t.tgname = 'culvert_closed' AND f.nspname = 'culvert' AND t.tgenabled IN (%s)
                ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C\""""
                        .formatted(states),
                row -> new TableId(row.text("schema"), row.text("name")));
    }

    /** The tables that take writes: none if the side is closed. */
    public List<TableId> stillOpen() {
        Set<TableId> closed = new HashSet<>(closed());
        return UserTables.of(session).stream()
                .filter(table -> !closed.contains(table))
                .toList();
    }
}
