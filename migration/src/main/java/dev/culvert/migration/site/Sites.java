package dev.culvert.migration.site;

import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;

/** Both servers. */
public record Sites(Site source, Site target) {

    public static Sites of(MigrationDefinition definition) {
        return of(
                definition.metadata().name(),
                definition.source().postgres(),
                definition.target().postgres());
    }

    public static Sites of(ReplicationDefinition definition) {
        return of(
                definition.metadata().name(),
                definition.source().postgres(),
                definition.target().postgres());
    }

    private static Sites of(String owner, PostgresDefinition source, PostgresDefinition target) {
        return new Sites(site(Site.Role.SOURCE, source, owner), site(Site.Role.TARGET, target, owner));
    }

    private static Site site(Site.Role role, PostgresDefinition definition, String owner) {
        return new Site(role, new Sessions(ConnectionSettings.of(definition, owner)), definition);
    }

    public Site of(Site.Role role) {
        return role == Site.Role.SOURCE ? source : target;
    }

    public Site other(Site site) {
        return site.role() == Site.Role.SOURCE ? target : source;
    }
}
