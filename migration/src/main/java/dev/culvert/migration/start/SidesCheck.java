package dev.culvert.migration.start;

import dev.culvert.migration.closing.UserTables;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.List;

/** What no start goes past, whatever a preflight said before. */
final class SidesCheck {
    private final Sites sites;

    SidesCheck(Sites sites) {
        this.sites = sites;
    }

    /**
     * @return who the source is
     * @throws CulvertException {@link ErrorCode#MIGRATION_SAME_SERVER}, {@link ErrorCode#TARGET_OLDER}
     */
    ServerIdentity check() {
        ServerIdentity source = identity(sites.source());
        ServerIdentity target = identity(sites.target());
        if (source.systemIdentifier().equals(target.systemIdentifier())
                && source.database().equals(target.database())) {
            throw refused(
                    ErrorCode.MIGRATION_SAME_SERVER,
                    "It is the source: system identifier " + source.systemIdentifier() + ", database "
                            + source.database() + ".",
                    "Correct the addresses in the definition.");
        }
        if (target.version().major() < source.version().major()) {
            throw refused(
                    ErrorCode.TARGET_OLDER,
                    "It is PostgreSQL " + target.version() + ", and the source " + source.version() + ".",
                    "Give a target of the same or a newer major version.");
        }
        return source;
    }

    private static ServerIdentity identity(Site site) {
        try (Session replication = site.sessions().openReplication("identity")) {
            return ServerIdentity.read(replication);
        }
    }

    /** @throws CulvertException {@link ErrorCode#TARGET_NOT_EMPTY} */
    void requireEmpty(Session target) {
        List<TableId> tables = UserTables.of(target);
        if (!tables.isEmpty()) {
            throw refused(
                    ErrorCode.TARGET_NOT_EMPTY,
                    "It has " + tables.size() + " tables, such as " + tables.get(0)
                            + ", and no record of this migration.",
                    "Give an empty database: drop this one and create it again, if nobody needs what is in it.");
        }
    }

    private CulvertException refused(ErrorCode code, String fact, String remedy) {
        return new CulvertException(code, sites.target().toString(), fact, Changed.NOTHING, remedy);
    }
}
