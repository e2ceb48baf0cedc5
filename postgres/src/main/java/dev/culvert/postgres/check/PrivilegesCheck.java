package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.privilege.Privilege;
import dev.culvert.postgres.privilege.Privileges;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.table.SelectedTable;
import dev.culvert.schemas.definition.PublicationDefinition;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/** Privileges that the role lacks, each with the statement that gives it. */
final class PrivilegesCheck extends SourceCheck {

    PrivilegesCheck(CheckContext context) {
        super("privileges", ErrorCode.PG_PRIVILEGE, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        List<SelectedTable> tables = context().selection().tables();
        PublicationDefinition publication = context().source().publication();
        Privileges privileges = new Privileges(session);
        List<Privilege> needed = new ArrayList<>(privileges.forSnapshot(tables));
        needed.add(privileges.forHeartbeat());
        boolean settled = new Publications(session)
                .diff(PublicationSpec.of(publication.name(), tables, session.version()))
                .isEmpty();
        if (publication.manage() && !settled) {
            needed.addAll(privileges.forPublication(publication.name(), tables));
        }
        List<Finding> findings = needed.stream()
                .filter(privilege -> !privilege.held())
                .map(privilege -> finding(
                        Severity.ERROR,
                        privilege.object(),
                        "Role \"" + privileges.role().name() + "\" lacks " + privilege.privilege() + ", needed for "
                                + privilege.purpose() + ".",
                        privilege.grant()))
                .toList();
        return findings.isEmpty() ? passed("The role has every privilege that is needed.") : findings;
    }
}
