package dev.culvert.migration.preflight;

import dev.culvert.migration.schema.SchemaTrial;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import java.util.List;

/** Whether the target takes the source's schema, tried in a database that is dropped again. */
final class SchemaCheck implements Check {
    private final PreflightContext context;

    SchemaCheck(PreflightContext context) {
        this.context = context;
    }

    @Override
    public String title() {
        return SchemaTrial.TITLE;
    }

    @Override
    public List<Finding> run() {
        Subject subject = context.subject();
        return new SchemaTrial(subject.sites(), subject.name()).run();
    }
}
