package dev.culvert.cli.migration;

import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.Admission;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.migration.state.StateReader;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.MigrationDefinition;

/** Where a migration stands, before something is done to it. */
final class Standings {
    private Standings() {}

    static Standing read(MigrationDefinition definition) {
        Sites sites = Sites.of(definition);
        try (Session source = sites.source().open("state");
                Session target = sites.target().open("state")) {
            return new StateReader(sites, definition.name(), source, target).read();
        }
    }

    /** @throws dev.culvert.schemas.error.CulvertException if the state does not allow it */
    static Standing require(MigrationDefinition definition, MigrationState.Verb verb) {
        Standing standing = read(definition);
        Admission.require(definition.name(), standing, verb);
        return standing;
    }
}
