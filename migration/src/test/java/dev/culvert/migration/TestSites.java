package dev.culvert.migration;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.TlsDefinition;
import dev.culvert.testkit.postgres.PostgresDatabase;
import java.util.Optional;

/** Databases of test servers as the two sides of a migration. */
public final class TestSites {

    private TestSites() {}

    public static Sites of(PostgresDatabase source, PostgresDatabase target) {
        return new Sites(site(Site.Role.SOURCE, source), site(Site.Role.TARGET, target));
    }

    public static Site site(Site.Role role, PostgresDatabase database) {
        return site(role, database.url(), Optional.empty());
    }

    public static Site site(Site.Role role, String url, Optional<SecretReference> password) {
        PostgresDefinition definition = definition(url, password);
        return new Site(role, new Sessions(ConnectionSettings.of(definition, "it")), definition);
    }

    public static PostgresDefinition definition(String url, Optional<SecretReference> password) {
        return new PostgresDefinition(
                Optional.of(url),
                Optional.empty(),
                password,
                new TlsDefinition(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
