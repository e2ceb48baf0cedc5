package dev.culvert.migration.replication;

import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.start.Epochs;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.publication.PublicationChange;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a definition says otherwise of the rows and columns of tables that are copied already. Their rows came by the old one, so nothing but a new copy
 * brings them to the new one.
 */
final class ChangedDefinition {
    private static final String REMEDY =
            "Put the definition back; or culvert destroy FILE, empty the tables on the target, and culvert apply FILE.";

    private ChangedDefinition() {}

    static List<Finding> findings(Session source, Standing standing, SourceTables tables) {
        List<Finding> findings = new ArrayList<>();
        Publications publications = new Publications(source);
        for (FoundLink found : standing.links()) {
            String name = found.link().name();
            publications
                    .read(name)
                    .ifPresent(
                            publication -> publications
                                    .diff(PublicationSpec.ofLeaves(name, wanted(publication, standing, tables)))
                                    .changes()
                                    .stream()
                                    .map(PublicationChange::reason)
                                    .distinct()
                                    .forEach(reason -> findings.add(finding("publication " + name, reason))));
        }
        return findings;
    }

    /** What is copied as the definition has it, and the rest as it is: it starts over under another link. */
    private static List<PublicationSpec.Table> wanted(Publication publication, Standing standing, SourceTables tables) {
        Set<TableId> kept =
                new HashSet<>(Epochs.kept(publication.name(), standing.entries().values()));
        List<PublicationSpec.Table> wanted = new ArrayList<>();
        kept.removeIf(table -> tables.find(table).isEmpty()); // taken out, which apply does
        kept.forEach(table -> wanted.add(tables.published(table)));
        publication.tables().stream()
                .filter(table -> !kept.contains(table.id()))
                .forEach(table -> wanted.add(new PublicationSpec.Table(table.id(), table.columns(), table.filter())));
        return wanted;
    }

    private static Finding finding(String object, String fact) {
        return new Finding(ErrorCode.REPLICATION_CHANGED, Severity.ERROR, object, fact, REMEDY);
    }
}
