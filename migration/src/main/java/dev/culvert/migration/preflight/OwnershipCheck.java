package dev.culvert.migration.preflight;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether Culvert's role has the rights of every table's owner: publishing, fencing and closing a table take them. */
final class OwnershipCheck extends TablesOfSourceCheck {
    OwnershipCheck(PreflightContext context) {
        super(
                "ownership of tables",
                ErrorCode.PG_PRIVILEGE,
                context,
                "The role has the rights of every table's owner.");
    }

    @Override
    List<Finding> findings(Session session, List<SourceTable> tables) {
        Set<String> held = new HashSet<>(session.list(
                "SELECT r.rolname FROM pg_catalog.pg_roles AS r WHERE pg_catalog.pg_has_role(r.oid, 'USAGE')",
                row -> row.text("rolname")));
        Map<String, List<SourceTable>> foreign = tables.stream()
                .filter(table -> subject().whole() || table.moved())
                .filter(table -> !held.contains(table.relation().owner()))
                .collect(Collectors.groupingBy(table -> table.relation().owner(), TreeMap::new, Collectors.toList()));
        String role = new Privileges(session).role().name();
        return foreign.entrySet().stream()
                .map(owner -> finding(
                        Severity.ERROR,
                        "role " + owner.getKey(),
                        "It owns "
                                + Names.of(owner.getValue().stream()
                                        .map(SourceTable::id)
                                        .toList()) + ", which role \"" + role + "\" can neither publish nor close.",
                        "GRANT " + Identifier.quote(owner.getKey()) + " TO " + Identifier.quote(role) + ";"))
                .toList();
    }
}
