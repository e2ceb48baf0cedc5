package dev.culvert.migration.traffic;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.Optional;

/** Two test databases as the sides of a migration. */
public final class SitesOf {
    private SitesOf() {}

    public static Sites databases(PostgresDatabase source, PostgresDatabase target) {
        return new Sites(site(Site.Role.SOURCE, source), site(Site.Role.TARGET, target));
    }

    private static Site site(Site.Role role, PostgresDatabase database) {
        PostgresDefinition definition = new PostgresDefinition(
                Optional.of(database.url()),
                Optional.empty(),
                Optional.empty(),
                new TlsDefinition(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        return new Site(role, new Sessions(ConnectionSettings.of(definition, "shop")), definition);
    }
}
