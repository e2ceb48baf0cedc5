package dev.culvert.migration.start;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.closing.UserTables;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.Links;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes back what a migration made on both servers before a switch: subscriptions, slots, publications, heartbeat tables and
 * records. The tables that were copied stay on the target as they are, and are nobody's any more: they take writes. Can be
 * repeated.
 */
public final class Canceller {
    private static final String DEPENDENT_OBJECTS = "2BP01";

    private final Sites sites;
    private final String migration;

    public Canceller(Sites sites, String migration) {
        this.sites = sites;
        this.migration = migration;
    }

    /**
     * @param patience for each worker to leave its slot
     * @return how many tables stay on the target
     */
    public int cancel(Duration patience) {
        try (Session source = sites.source().open("cancel");
                Session target = sites.target().open("cancel")) {
            Links links = new Links(sites, migration, source, target);
            List<FoundLink> all = new ArrayList<>(links.forward());
            all.addAll(links.returning());
            all.addAll(links.reverse());
            // first all that applies, then what it reads from
            all.forEach(found -> new LinkSubscriber(
                            found.link(), on(found.link().subscriber() == sites.source(), source, target))
                    .dropAll(patience));
            all.forEach(found -> new LinkPublisher(
                            found.link(), on(found.link().publisher() == sites.source(), source, target))
                    .dropAll(patience));
            forget(target);
            dropSchemaIfUnused(source);
            return UserTables.of(target).size();
        }
    }

    private static Session on(boolean onSource, Session source, Session target) {
        return onSource ? source : target;
    }

    /** The records of this migration go; and with the last one, the schema and the triggers that close the target. */
    private void forget(Session target) {
        target.transaction(() -> {
            Records records = new Records(target);
            records.forget(migration);
            if (!records.hasMigrations()) {
                new Closing(target).open();
                if (!records.isShared()) {
                    target.update("DROP SCHEMA IF EXISTS " + Link.SCHEMA + " CASCADE");
                }
            }
            return true;
        });
    }

    /** Another migration, or a replication, may have its heartbeat tables in it. */
    private static void dropSchemaIfUnused(Session session) {
        try {
            session.update("DROP SCHEMA IF EXISTS " + Link.SCHEMA);
        } catch (CulvertException e) {
            if (!SqlStates.of(e).equals(DEPENDENT_OBJECTS)) {
                throw e;
            }
        }
    }
}
