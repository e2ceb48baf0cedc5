package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Tables of which row level security would hide rows from the copy. */
final class RowSecurityCheck extends TablesOfSourceCheck {
    RowSecurityCheck(PreflightContext context) {
        super("row level security", ErrorCode.TABLE_RLS, context, "It hides no rows from the role.");
    }

    @Override
    List<Finding> findings(Session session, List<SourceTable> tables) {
        String role = new Privileges(session).role().name();
        return tables.stream()
                .filter(table -> table.moved() && table.relation().rowSecurityActive())
                .map(table -> finding(
                        Severity.ERROR,
                        table.object(),
                        "Row level security hides rows of it from role \"" + role + "\": they would not be copied.",
                        "ALTER ROLE " + Identifier.quote(role) + " BYPASSRLS;"))
                .toList();
    }
}
