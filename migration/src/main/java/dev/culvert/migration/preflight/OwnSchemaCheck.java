package dev.culvert.migration.preflight;

import dev.culvert.migration.link.Link;
import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/**
 * Tables of somebody else's in the schema that Culvert keeps its own in: nothing in it is copied, closed or compared, and a cancel
 * drops it from the target.
 */
final class OwnSchemaCheck extends ServerCheck {
    OwnSchemaCheck(ServerContext context) {
        super("schema " + Link.SCHEMA, ErrorCode.TABLE_NOT_REPLICATED, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<TableId> foreign = session.list(
                """
                SELECT c.relname::pg_catalog.text AS name
                FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                  AND c.relname::pg_catalog.text OPERATOR(pg_catalog.!~)
                    '^(migration|journal|fence|copy_.*|verify_.*|large_objects|schema_entry|culvert_.*_[ert][0-9]+)$'
                ORDER BY c.relname COLLATE "C\"""",
                row -> new TableId(Link.SCHEMA, row.text("name")),
                Link.SCHEMA);
        return foreign.isEmpty()
                ? passed("Nobody else has tables in it.")
                : List.of(finding(
                        Severity.ERROR,
                        "schema " + Link.SCHEMA,
                        "It has " + Names.of(foreign)
                                + ", which no copy and no stream takes: the schema is Culvert's own.",
                        "ALTER TABLE ... SET SCHEMA ...; of each, or ALTER SCHEMA " + Link.SCHEMA + " RENAME TO ...;"));
    }
}
