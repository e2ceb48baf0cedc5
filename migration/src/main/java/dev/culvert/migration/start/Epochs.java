package dev.culvert.migration.start;

import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.Links;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.schemas.change.TableId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The forward links of a migration or replication: one for each snapshot that tables were copied under to their end. A table is in one of them,
 * or it starts over.
 */
public final class Epochs {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Sites sites;
    private final String migration;
    private final Session source;
    private final Session target;

    public Epochs(Sites sites, String migration, Session source, Session target) {
        this.sites = sites;
        this.migration = migration;
        this.source = source;
        this.target = target;
    }

    /**
     * Each link keeps the tables that were copied to their end under its snapshot, before its subscription is made: what the
     * publication then lists is what the subscription takes. A link with none is dropped.
     *
     * @param published how each table is published
     */
    public void settle(Collection<CopyRecord.Entry> entries, Function<TableId, PublicationSpec.Table> published) {
        for (FoundLink found : links()) {
            List<TableId> kept = kept(found.link().name(), entries);
            if (kept.isEmpty()) {
                new LinkSubscriber(found.link(), target).dropAll(PATIENCE);
                new LinkPublisher(found.link(), source).dropAll(PATIENCE);
            } else if (!found.subscription()) {
                new LinkPublisher(found.link(), source)
                        .publish(kept.stream().map(published).toList());
            }
        }
    }

    /** Published tables that are copied and belong to the link. */
    public static List<TableId> kept(String link, Collection<CopyRecord.Entry> entries) {
        return entries.stream()
                .filter(entry -> entry.link().equals(link) && entry.isCopied() && entry.published())
                .map(CopyRecord.Entry::table)
                .toList();
    }

    /** A link that never was. */
    public Link next(Collection<CopyRecord.Entry> entries) {
        int last = Links.last(links());
        String prefix = Link.prefix(migration) + "_e";
        for (CopyRecord.Entry entry : entries) {
            last = Math.max(last, Integer.parseInt(entry.link().substring(prefix.length())));
        }
        return new Link(Link.forwardName(migration, last + 1), sites.source(), sites.target());
    }

    public List<FoundLink> links() {
        return new Links(sites, migration, source, target).forward();
    }
}
