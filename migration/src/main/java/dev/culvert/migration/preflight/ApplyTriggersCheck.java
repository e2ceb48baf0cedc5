package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Triggers and rules that fire for replicated changes too: their effects would be on the target twice. */
final class ApplyTriggersCheck extends TablesOfSourceCheck {
    private record Found(TableId table, String name, String what, String when) {}

    ApplyTriggersCheck(PreflightContext context) {
        super(
                "triggers that fire on replay",
                ErrorCode.TRIGGER_FIRES,
                context,
                "No trigger or rule is ENABLE ALWAYS or ENABLE REPLICA.");
    }

    @Override
    List<Finding> findings(Session session, List<SourceTable> tables) {
        return session
                .list(
                        """
                        SELECT n.nspname, c.relname, x.name, x.what, x.enabled
                        FROM (
                          SELECT t.tgrelid AS relid, t.tgname::pg_catalog.text AS name, 'TRIGGER' AS what, t.tgenabled AS enabled
                          FROM pg_catalog.pg_trigger AS t WHERE NOT t.tgisinternal AND t.tgname <> 'culvert_closed'
                          UNION ALL
                          SELECT r.ev_class, r.rulename::pg_catalog.text, 'RULE', r.ev_enabled
                          FROM pg_catalog.pg_rewrite AS r WHERE r.rulename <> '_RETURN') AS x
                        JOIN pg_catalog.pg_class AS c ON c.oid = x.relid
                        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE x.enabled IN ('A', 'R') ORDER BY 1, 2, 3""",
                        row -> new Found(
                                new TableId(row.text("nspname"), row.text("relname")),
                                row.text("name"),
                                row.text("what"),
                                row.text("enabled").equals("A") ? "ALWAYS" : "REPLICA"))
                .stream()
                .filter(found -> subject().tables().test(found.table))
                .map(found -> finding(
                        Severity.WARNING,
                        "table " + found.table,
                        "Its " + found.what.toLowerCase(java.util.Locale.ROOT) + " " + found.name + " is ENABLE "
                                + found.when
                                + ": it fires on the target for each replicated change as well, and what it"
                                + " writes into a table that is moved is there twice.",
                        "ALTER TABLE " + QualifiedName.quote(found.table) + " ENABLE " + found.what + " "
                                + Identifier.quote(found.name) + ";"))
                .toList();
    }
}
