package dev.culvert.postgres.check;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.PublicationDiff;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.table.TableSelection;
import dev.culvert.schemas.definition.PublicationDefinition;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.List;

/** Whether the publication is what the definition says. */
final class PublicationCheck extends SourceCheck {

    PublicationCheck(CheckContext context) {
        super("publication", ErrorCode.PUBLICATION_DIFFERS, context);
    }

    @Override
    protected List<Finding> examine(Session session) {
        PublicationDefinition definition = context().source().publication();
        TableSelection selection = context().selection();
        if (!selection.errors().isEmpty()) {
            return List.of(new Finding(
                    ErrorCode.CHECK_UNKNOWN,
                    Severity.UNKNOWN,
                    "publication " + definition.name(),
                    "It is compared when the tables have no errors.",
                    ""));
        }
        Publications publications = new Publications(session);
        PublicationDiff diff =
                publications.diff(PublicationSpec.of(definition.name(), selection.tables(), session.version()));
        if (diff.isEmpty()) {
            return passed("Publication \"" + definition.name() + "\" is what the definition says.");
        }
        boolean exists = publications.read(definition.name()).isPresent();
        String facts = String.join(
                " ",
                diff.changes().stream()
                        .map(change -> change.reason())
                        .distinct()
                        .toList());
        ErrorCode code = exists ? ErrorCode.PUBLICATION_DIFFERS : ErrorCode.PUBLICATION_MISSING;
        if (!definition.manage()) {
            return List.of(publicationFinding(code, Severity.ERROR, facts, diff.script()));
        }
        if (diff.isAdditive()) {
            return List.of(publicationFinding(code, Severity.INFO, facts, "culvert apply does: " + diff.script()));
        }
        return List.of(publicationFinding(
                code, Severity.WARNING, facts, "culvert plan shows it, culvert apply does it: " + diff.script()));
    }

    private Finding publicationFinding(ErrorCode code, Severity severity, String fact, String remedy) {
        return new Finding(
                code,
                severity,
                "publication \"" + context().source().publication().name() + "\"",
                fact,
                remedy);
    }
}
