package dev.culvert.migration.replication;

import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Records;
import dev.culvert.postgres.connection.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes back what a replication made: subscriptions, slots, publications, heartbeat tables and records. The tables stay on the
 * target with their rows, those that were made for it too. Can be repeated.
 */
public final class Removal {
    private final Sites sites;
    private final String name;

    public Removal(Sites sites, String name) {
        this.sites = sites;
        this.name = name;
    }

    /** What would go, for people; empty if there is nothing. */
    public List<Item> plan() {
        try (Session source = sites.source().open("destroy");
                Session target = sites.target().open("destroy")) {
            return items(Standing.read(sites, name, source, target));
        }
    }

    /**
     * @param kind {@code subscription}, {@code slot}, {@code publication}, {@code heartbeat} or {@code record}
     * @param site {@code source}, {@code target} or {@code both}
     * @param object its name
     */
    public record Item(String kind, String site, String object) {}

    private List<Item> items(Standing standing) {
        List<Item> items = new ArrayList<>();
        for (FoundLink found : standing.links()) {
            String object = found.link().name();
            if (found.subscription()) {
                items.add(new Item("subscription", "target", object));
            }
            if (found.slot()) {
                items.add(new Item("slot", "source", object));
            }
            if (found.publication()) {
                items.add(new Item("publication", "source", object));
            }
            items.add(new Item("heartbeat", "both", found.link().heartbeat().toString()));
        }
        if (standing.record().isPresent()) {
            items.add(new Item("record", "target", name));
        }
        return items;
    }

    /**
     * @param patience for each worker to leave its slot
     * @return what went
     */
    public List<Item> destroy(Duration patience) {
        try (Session source = sites.source().open("destroy");
                Session target = sites.target().open("destroy")) {
            Standing standing = Standing.read(sites, name, source, target);
            // first all that applies, then what it reads from
            standing.links().forEach(found -> new LinkSubscriber(found.link(), target).dropAll(patience));
            standing.links().forEach(found -> new LinkPublisher(found.link(), source).dropAll(patience));
            Records records = new Records(target);
            target.transaction(() -> {
                records.forget(name);
                return true;
            });
            records.dropSchemaIfUnused();
            new Records(source).dropSchemaIfUnused();
            return items(standing);
        }
    }
}
