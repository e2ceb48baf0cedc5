package dev.culvert.migration.traffic.pgbouncer;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.migration.traffic.protocol.Endpoint;
import dev.culvert.schemas.definition.CutoverDefinition;
import java.util.List;

/** The poolers of a definition. */
public final class PgBouncers {
    private PgBouncers() {}

    /**
     * Connects to nothing yet.
     *
     * @param migration its name
     * @param definition with at least one
     * @throws dev.culvert.schemas.error.CulvertException for an address that is none
     */
    public static Traffic of(String migration, Sites sites, CutoverDefinition.Traffic definition) {
        Sides sides = new Sides(sites, definition.source(), definition.target());
        String own = sides.destination(Site.Role.SOURCE).database();
        List<Node> nodes = definition.pgbouncer().stream()
                .map(each -> new Node(
                        Endpoint.parse(each.admin(), each.password(), each.tls()),
                        each.databases().isEmpty() ? List.of(own) : each.databases(),
                        each.databasesFile()))
                .toList();
        return new PgBouncerTraffic(migration, sides, nodes);
    }
}
