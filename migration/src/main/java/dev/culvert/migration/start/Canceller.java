package dev.culvert.migration.start;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.closing.UserTables;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.Links;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.turn.Decision;
import dev.culvert.migration.turn.Decisions;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes back what a migration made on both servers before a switch: subscriptions, slots, publications, heartbeat tables and
 * records. The tables that were copied stay on the target as they are, and are nobody's any more: they take writes. Can be
 * repeated.
 */
public final class Canceller {
    private final Sites sites;
    private final String migration;

    public Canceller(Sites sites, String migration) {
        this.sites = sites;
        this.migration = migration;
    }

    /**
     * @param patience for each worker to leave its slot
     * @return how many tables stay on the target
     * @throws CulvertException {@link ErrorCode#MIGRATION_STATE} if the source is closed by a decision; {@link
     *     ErrorCode#MIGRATION_OTHER} if another migration has closed the target, which would be opened here
     */
    public int cancel(Duration patience) {
        try (Session source = sites.source().open("cancel");
                Session target = sites.target().open("cancel")) {
            requireSourceOpen(source, target);
            requireTargetFree(target);
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
            // the source's decisions first: a target's that is left alone says that the source is open, as it is
            forgetDecisions(source);
            forget(target);
            return UserTables.of(target).size();
        }
    }

    /** The target's writes since the switch go back by the links that would be dropped here. */
    private void requireSourceOpen(Session source, Session target) {
        int turn = Stream.of(
                        new Decisions(source, migration, Site.Role.SOURCE),
                        new Decisions(target, migration, Site.Role.TARGET))
                .flatMap(decisions -> decisions.latest().stream())
                .mapToInt(Decision::turn)
                .max()
                .orElse(0);
        if (turn % 2 == 1) {
            throw new CulvertException(
                    ErrorCode.MIGRATION_STATE,
                    "migration " + migration,
                    "Turn " + turn + " is decided: the source is closed, and clients write to the target.",
                    Changed.NOTHING,
                    "culvert migrate retry FILE completes the turn; then culvert migrate rollback FILE or finish FILE.");
        }
    }

    /** I8: a definition that names the closed side of another migration as its target never began, and has nothing to open. */
    private void requireTargetFree(Session target) {
        new Decisions(target, migration, Site.Role.TARGET).closedByAnother().ifPresent(other -> {
            throw new CulvertException(
                    ErrorCode.MIGRATION_OTHER,
                    "migration " + migration,
                    "Its target was the source of migration \"" + other
                            + "\", which has closed it: to cancel this one would open it.",
                    Changed.NOTHING,
                    "Look at the sections source and target of the definition. If the other one is over and this database"
                            + " shall be used again: docs/upgrading.md, \"Opening a side by hand\"; then DELETE FROM"
                            + " culvert.fence WHERE migration = '" + other + "';");
        });
    }

    /** What turns left there: their decisions, and triggers that are disabled. */
    private void forgetDecisions(Session source) {
        Decisions decisions = new Decisions(source, migration, Site.Role.SOURCE);
        decisions.forget();
        Records records = new Records(source);
        if (records.hasLiveMigrations() || decisions.closedByAnother().isPresent()) {
            return; // another migration may have closed this database
        }
        new Closing(source).remove();
        records.dropSchemaIfUnused();
    }

    private static Session on(boolean onSource, Session source, Session target) {
        return onSource ? source : target;
    }

    /** The records of this migration go; and with the last one, the schema and the triggers that close the target. */
    private void forget(Session target) {
        target.transaction(() -> {
            Records records = new Records(target);
            records.forget(migration);
            new Decisions(target, migration, Site.Role.TARGET).forget();
            if (!records.hasLiveMigrations()) {
                Closing closing = new Closing(target);
                closing.passEventTriggers(closing::open);
                if (!records.isShared()) {
                    target.update("DROP SCHEMA IF EXISTS " + Link.SCHEMA + " CASCADE");
                }
            }
            return true;
        });
    }
}
