package dev.culvert.migration.preflight;

import dev.culvert.migration.journal.Journal;
import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether the target's database is empty, or this migration's own. */
final class EmptyTargetCheck extends ServerCheck {
    private final Subject subject;

    EmptyTargetCheck(ServerContext context, Subject subject) {
        super("empty target", ErrorCode.TARGET_NOT_EMPTY, context);
        this.subject = subject;
    }

    @Override
    protected List<Finding> examine(Session session) {
        if (new Journal(session, subject.name(), "doctor").read().isPresent()) {
            return passed("It is this migration's own.");
        }
        // what belongs to an extension came with it, and the dump makes it anew
        List<String> there = session.list(
                """
                SELECT n.nspname || '.' || c.relname AS name
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
                  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'culvert')
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.objid = c.oid AND d.deptype = 'e')
                ORDER BY 1""",
                row -> row.text("name"));
        return there.isEmpty()
                ? passed("It has no tables, views or sequences.")
                : found(
                        Severity.ERROR,
                        "It has " + there.size() + " tables, views and sequences already: " + Names.of(there) + ".",
                        "Give a database that is empty: DROP DATABASE and CREATE DATABASE ... TEMPLATE template0, if"
                                + " nobody needs it.");
    }
}
