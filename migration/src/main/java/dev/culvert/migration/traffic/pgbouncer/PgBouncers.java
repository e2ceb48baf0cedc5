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
     * @param definitions at least one
     * @throws dev.culvert.schemas.error.CulvertException for an address that is none
     */
    public static Traffic of(String migration, Sites sites, List<CutoverDefinition.PgBouncer> definitions) {
        Sides sides = new Sides(sites);
        String own = sides.destination(Site.Role.SOURCE).database();
        List<Node> nodes = definitions.stream()
                .map(each -> new Node(
                        Endpoint.parse(each.admin(), each.password(), each.tls()),
                        each.databases().isEmpty() ? List.of(own) : each.databases(),
                        each.databasesFile()))
                .toList();
        return new PgBouncerTraffic(migration, sides, nodes);
    }
}
