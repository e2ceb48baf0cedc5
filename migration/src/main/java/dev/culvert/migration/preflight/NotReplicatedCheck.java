package dev.culvert.migration.preflight;

import dev.culvert.postgres.catalog.Persistence;
import dev.culvert.postgres.catalog.RelationKind;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What no stream carries: said before, since it looks as if it were moved. */
final class NotReplicatedCheck extends TablesOfSourceCheck {
    NotReplicatedCheck(PreflightContext context) {
        super(
                "what is not replicated",
                ErrorCode.TABLE_NOT_REPLICATED,
                context,
                "Every table's changes are in the stream.");
    }

    @Override
    List<Finding> findings(Session session, List<SourceTable> tables) {
        List<Finding> findings = new ArrayList<>();
        say(
                tables,
                table -> table.relation().persistence() == Persistence.UNLOGGED,
                "unlogged tables",
                "Their rows are copied once; what is written to them later is not on the target.",
                findings);
        say(
                tables,
                table -> table.relation().kind() == RelationKind.FOREIGN,
                "foreign tables",
                "Their definition is moved; no lock keeps anybody from writing through them during the cutover.",
                findings);
        say(
                tables,
                table -> table.relation().kind() == RelationKind.MATERIALIZED_VIEW,
                "materialised views",
                "They are refreshed on the target once; refresh them again when somebody needs them fresh.",
                findings);
        long largeObjects = session.one(
                "SELECT pg_catalog.count(*) AS v FROM pg_catalog.pg_largeobject_metadata", row -> row.number("v"));
        if (largeObjects > 0 && subject().whole()) {
            findings.add(finding(
                    Severity.WARNING,
                    "large objects",
                    "There are " + largeObjects
                            + ". They are copied once; changes of them are in no stream, and no lock" + " stops them.",
                    "Let nobody change large objects from the start of the copy to the cutover."));
        }
        return findings;
    }

    private void say(
            List<SourceTable> tables,
            Predicate<SourceTable> which,
            String object,
            String fact,
            List<Finding> findings) {
        List<TableId> found = tables.stream()
                .filter(SourceTable::moved)
                .filter(which)
                .map(SourceTable::id)
                .toList();
        if (!found.isEmpty()) {
            findings.add(finding(Severity.WARNING, object, Names.of(found) + ": " + fact, ""));
        }
    }
}
