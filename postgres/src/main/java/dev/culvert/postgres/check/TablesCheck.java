package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.util.ArrayList;
import java.util.List;

/** What stands against capturing the tables: identities, push-down, row level security, and what the rules do not meet. */
final class TablesCheck extends SourceCheck {

    TablesCheck(CheckContext context) {
        super("tables", ErrorCode.TABLE_MISSING, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        TableSelection selection = context().selection();
        List<Finding> findings = new ArrayList<>(selection.findings());
        if (!selection.tables().isEmpty()) {
            findings.addAll(passed(
                    selection.tables().size() + " tables can be captured, each with a usable replica" + " identity."));
        }
        return findings;
    }
}
