package dev.culvert.cli.migration;

import dev.culvert.cli.check.CheckReport;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.definition.WrongKind;
import dev.culvert.cli.output.NextStep;
import dev.culvert.cli.output.Outcome;
import dev.culvert.migration.preflight.Preflight;
import dev.culvert.migration.site.Sites;
import dev.culvert.schemas.definition.Definition;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.finding.Check;
import java.nio.file.Path;

/** {@code culvert doctor FILE} of a migration or a replication. */
public final class MigrationDoctor {
    private MigrationDoctor() {}

    /** Runs every check of the preflight. */
    public static Outcome examine(Path file, Definition definition, Terminal terminal) {
        CheckReport report = new CheckReport(terminal, file);
        try (Preflight preflight = preflight(file, definition)) {
            for (Preflight.Area area : preflight.areas()) {
                for (Check check : area.checks()) {
                    report.add(area.name(), check.title(), check.run());
                }
            }
        }
        return report.outcome(new NextStep("culvert plan " + file, "what would be made where"));
    }

    private static Preflight preflight(Path file, Definition definition) {
        if (definition instanceof MigrationDefinition migration) {
            return Preflight.of(Sites.of(migration), migration);
        }
        if (definition instanceof ReplicationDefinition replication) {
            return Preflight.of(Sites.of(replication), replication);
        }
        throw WrongKind.of(file, definition, "doctor");
    }
}
