package dev.culvert.migration.preflight;

import dev.culvert.postgres.check.ServerCheck;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.util.List;

/** A check that looks at each of the source's tables. */
abstract class TablesOfSourceCheck extends ServerCheck {
    private final PreflightContext context;
    private final String good;

    /** @param good what is said where nothing is found */
    TablesOfSourceCheck(String title, ErrorCode code, PreflightContext context, String good) {
        super(title, code, context.source());
        this.context = context;
        this.good = good;
    }

    @Override
    protected final List<Finding> examine(Session session) {
        List<Finding> findings = findings(session, context.tables());
        return findings.isEmpty() ? passed(good) : findings;
    }

    abstract List<Finding> findings(Session session, List<SourceTable> tables);

    final Subject subject() {
        return context.subject();
    }
}
