package dev.culvert.migration.finish;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.migration.state.StateReader;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.migration.turn.Decisions;
import dev.culvert.migration.turn.Marks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Ends a migration that has switched: the way back is given up, and nothing of Culvert is left but the record of what was done. Can be
 * repeated. One thread.
 */
public final class Finisher {
    private final Sites sites;
    private final String migration;
    private final Supplier<Traffic> traffic;
    private final String who;

    public Finisher(Sites sites, String migration, Supplier<Traffic> traffic, String who) {
        this.sites = sites;
        this.migration = migration;
        this.traffic = traffic;
        this.who = who;
    }

    /**
     * @param openSource whether the old server shall take writes again; what is written there then stays there
     * @return what could not be done, such as everything on a source that is gone
     * @throws CulvertException {@link ErrorCode#MIGRATION_STATE}, {@link ErrorCode#MIGRATION_BUSY}, and what the target says
     */
    public List<String> finish(boolean openSource) {
        Optional<Session> source = reach(sites.source());
        try {
            return source.isPresent() ? finishBoth(source.get(), openSource) : finishTargetOnly();
        } finally {
            source.ifPresent(Session::close);
        }
    }

    private static Optional<Session> reach(Site site) {
        try {
            return Optional.of(site.open("finish"));
        } catch (CulvertException e) {
            if (e.code() == ErrorCode.PG_UNREACHABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private List<String> finishBoth(Session source, boolean openSource) {
        try (Lease lease = Lease.take(sites, migration);
                Session target = sites.target().open("finish")) {
            Standing standing = new StateReader(sites, migration, source, target).read();
            if (!standing.state().allows(MigrationState.Verb.FINISH)) {
                throw refused("It is " + standing.state() + ". " + standing.why());
            }
            lease.check();
            Journal journal = journal(target);
            journal.step("finish", "drop the way back, and everything that Culvert keeps on both sides", () -> {
                Remnants remnants = new Remnants(Link.prefix(migration));
                remnants.dropSubscriptions(source);
                remnants.dropSlotsAndPublications(target);
                remnants.dropSubscriptions(target);
                remnants.dropSlotsAndPublications(source);
                new Closing(target).remove();
                if (openSource) {
                    new Closing(source).remove();
                }
                remnants.dropTables(source);
                remnants.dropTables(target);
                forgetTraffic();
            });
            journal.mark(Marks.FINISHED);
            if (openSource) {
                // behind the mark: without it and without them the source would count as the side that clients write to
                new Decisions(source, migration, Site.Role.SOURCE).forget();
            }
            return List.of();
        }
    }

    /** The source may have been switched off long ago; the slot for it retains WAL on the target until it is dropped. */
    private List<String> finishTargetOnly() {
        List<String> left = new ArrayList<>();
        try (Lease lease = Lease.takeOnTarget(sites, migration);
                Session target = sites.target().open("finish")) {
            boolean switched = new Journal(target, migration, who)
                    .read()
                    .map(record -> record.mark().equals(Marks.SWITCHED))
                    .orElse(false);
            if (!switched || !new Closing(target).closed().isEmpty()) {
                throw refused("The source cannot be reached, and the target does not say that it is the open side.");
            }
            lease.check();
            Journal journal = journal(target);
            journal.step("finish", "drop the way back; the source cannot be reached", () -> {
                Remnants remnants = new Remnants(Link.prefix(migration));
                remnants.dropSlotsAndPublications(target);
                remnants.dropSubscriptions(target);
                new Closing(target).remove();
                remnants.dropTables(target);
                forgetTraffic();
            });
            journal.mark(Marks.FINISHED);
            left.add("The source cannot be reached: what Culvert keeps there is left, and it is closed for writes.");
        }
        return List.copyOf(left);
    }

    private Journal journal(Session target) {
        Journal journal = new Journal(target, migration, who);
        journal.beginEpoch();
        return journal;
    }

    private void forgetTraffic() {
        try (Traffic opened = traffic.get()) {
            opened.forget();
        }
    }

    private CulvertException refused(String fact) {
        return new CulvertException(
                ErrorCode.MIGRATION_STATE,
                "migration " + migration,
                fact,
                Changed.NOTHING,
                "Only a migration that is SWITCHED can be finished; culvert migrate status FILE tells what may be done.");
    }
}
