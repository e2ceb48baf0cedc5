package dev.culvert.migration.traffic.setup;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.CombinedTraffic;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.migration.traffic.hook.HookTraffic;
import dev.culvert.migration.traffic.pgbouncer.PgBouncers;
import dev.culvert.schemas.definition.CutoverDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a definition's {@code cutover.traffic} says. */
public final class DefinedTraffic {
    private DefinedTraffic() {}

    /**
     * Connects to nothing and runs nothing yet. Programs come first: they hold back what does not come through a pooler, and one
     * that refuses costs no pause.
     *
     * @param migration its name
     * @param hookLines is given what programs print, from another thread
     */
    public static Traffic of(
            String migration, Sites sites, CutoverDefinition.Traffic definition, Consumer<String> hookLines) {
        List<Traffic> parts = new ArrayList<>();
        definition
                .hooks()
                .ifPresent(hooks -> parts.add(new HookTraffic(migration, hooks, side -> url(sites, side), hookLines)));
        if (!definition.pgbouncer().isEmpty()) {
            parts.add(PgBouncers.of(migration, sites, definition));
        }
        return new CombinedTraffic(parts);
    }

    private static String url(Sites sites, Site.Role side) {
        return sites.of(side).definition().url().orElse("");
    }
}
