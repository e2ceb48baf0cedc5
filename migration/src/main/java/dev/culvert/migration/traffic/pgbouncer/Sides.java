package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.Destination;
import dev.culvert.postgres.connection.PostgresAddress;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.SecretReference;
import java.util.Optional;

/**
 * The two servers, as the poolers lead to them.
 *
 * @param source where they find it, if that is not where we do; and {@code target} likewise
 */
record Sides(Sites sites, Optional<String> source, Optional<String> target) {

    Destination destination(Site.Role side) {
        Destination ours = Destination.of(address(side));
        return (side == Site.Role.SOURCE ? source : target).map(ours::at).orElse(ours);
    }

    Site.Role other(Site.Role side) {
        return side == Site.Role.SOURCE ? Site.Role.TARGET : Site.Role.SOURCE;
    }

    String user(Site.Role side) {
        return address(side).user();
    }

    Optional<SecretReference> password(Site.Role side) {
        return sites.of(side).sessions().settings().password();
    }

    /** What the server says that it is, when it is asked without a pooler. */
    String systemIdentifier(Site.Role side) {
        try (Session session = sites.of(side).open("traffic")) {
            return session.one(
                    "SELECT system_identifier::pg_catalog.text AS id FROM pg_catalog.pg_control_system()",
                    row -> row.text("id"));
        }
    }

    private PostgresAddress address(Site.Role side) {
        return sites.of(side).sessions().settings().address();
    }
}
