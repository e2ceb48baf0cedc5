package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Constraints that the source never validated: the target cannot do so either, and keeps them as they are. */
final class ConstraintsCheck extends TablesOfSourceCheck {
    private record Found(TableId table, String name) {}

    ConstraintsCheck(PreflightContext context) {
        super("constraints", ErrorCode.CONSTRAINT_NOT_VALID, context, "Every constraint is validated.");
    }

    @Override
    List<Finding> findings(Session session, List<SourceTable> tables) {
        return session
                .list(
                        """
                        SELECT n.nspname, c.relname, k.conname
                        FROM pg_catalog.pg_constraint AS k
                        JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid
                        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                        WHERE NOT k.convalidated ORDER BY 1, 2, 3""",
                        row -> new Found(new TableId(row.text("nspname"), row.text("relname")), row.text("conname")))
                .stream()
                .filter(found -> subject().tables().test(found.table))
                .map(found -> finding(
                        Severity.INFO,
                        "table " + found.table,
                        "Its constraint " + found.name + " is NOT VALID, and stays so on the target.",
                        "ALTER TABLE " + QualifiedName.quote(found.table) + " VALIDATE CONSTRAINT "
                                + Identifier.quote(found.name) + ";"))
                .toList();
    }
}
