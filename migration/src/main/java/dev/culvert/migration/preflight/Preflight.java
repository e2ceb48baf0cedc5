package dev.culvert.migration.preflight;

import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.check.ServerChecks;
import dev.culvert.postgres.check.ServerContext;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.definition.ReplicationDefinition;
import dev.culvert.schemas.finding.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Every check before a migration or a replication, in the order in which they are best read. They share two sessions, which
 * {@link #close} ends. For one thread at a time.
 */
public final class Preflight implements AutoCloseable {
    private final PreflightContext context;
    private final List<Area> areas;

    /**
     * Checks of one thing.
     *
     * @param name {@code servers}, {@code source}, {@code target} or {@code tables}
     */
    public record Area(String name, List<Check> checks) {
        public Area {
            checks = List.copyOf(checks);
        }
    }

    private Preflight(Subject subject) {
        this(subject, Optional.empty());
    }

    private Preflight(Subject subject, Optional<Supplier<Traffic>> traffic) {
        this.context = new PreflightContext(subject);
        this.areas = List.of(
                new Area("source", source(subject, traffic)),
                new Area("target", target(subject)),
                new Area("servers", servers(subject)),
                new Area("tables", tables()));
    }

    /** Opens nothing yet: the first check does. */
    public static Preflight of(Sites sites, MigrationDefinition definition) {
        return new Preflight(
                Subject.of(sites, definition),
                Optional.of(() -> DefinedTraffic.of(
                        definition.name(), sites, definition.cutover().traffic(), line -> {})));
    }

    /** Opens nothing yet: the first check does. */
    public static Preflight of(Sites sites, ReplicationDefinition definition) {
        return new Preflight(Subject.of(sites, definition));
    }

    /**
     * For the gates of a turn.
     *
     * @param streamed the tables whose changes the turn's links carry
     */
    public static Preflight ofTurn(
            String migration, Site oldSide, Site newSide, Set<TableId> streamed, boolean wayBack) {
        boolean forward = oldSide.role() == Site.Role.SOURCE;
        Sites sites = new Sites(forward ? oldSide : newSide, forward ? newSide : oldSide);
        return new Preflight(new Subject(migration, sites, Set.copyOf(streamed)::contains, true, wayBack));
    }

    static Preflight of(Subject subject) {
        return new Preflight(subject);
    }

    private List<Check> source(Subject subject, Optional<Supplier<Traffic>> traffic) {
        ServerContext source = context.source();
        List<Check> checks = new ArrayList<>(ServerChecks.of(source));
        checks.addAll(ServerChecks.ofPublisher(source));
        checks.add(new SlotRoomCheck(source, subject));
        checks.add(new RetainedWalCheck(source));
        checks.add(new RoleSettingsCheck(source));
        checks.add(new CreateOnDatabaseCheck(source));
        checks.add(new OwnershipCheck(context));
        if (subject.whole()) {
            checks.add(new PreparedTransactionsCheck(source));
            checks.add(new OtherConsumersCheck(source, subject, Site.Role.SOURCE));
            checks.add(new InboundSubscriptionsCheck(source, subject, Site.Role.SOURCE));
            checks.add(new EventTriggersCheck(source));
            checks.add(new ScheduledJobsCheck(source, Site.Role.SOURCE));
            traffic.ifPresent(held -> checks.add(new DirectClientsCheck(source, held)));
            checks.add(new OwnSchemaCheck(source));
            checks.add(new OtherMigrationsCheck(source, subject, Site.Role.SOURCE));
            checks.add(new LockRoomCheck(context, Site.Role.SOURCE));
        }
        if (subject.wayBack()) {
            checks.add(new SubscriptionRightCheck(source));
            checks.add(new WorkerRoomCheck(source, subject));
        }
        return checks;
    }

    private List<Check> target(Subject subject) {
        ServerContext target = context.target();
        List<Check> checks = new ArrayList<>(ServerChecks.of(target));
        checks.add(new CreateOnDatabaseCheck(target));
        checks.add(new SubscriptionRightCheck(target));
        checks.add(new ReplicaRoleCheck(target));
        checks.add(new WorkerRoomCheck(target, subject));
        checks.add(new RoleSettingsCheck(target));
        checks.add(new DurabilityCheck(target));
        if (subject.whole()) {
            checks.add(new EmptyTargetCheck(target, subject));
            checks.add(new ScheduledJobsCheck(target, Site.Role.TARGET));
            checks.add(new OwnSchemaCheck(target));
            checks.add(new OtherMigrationsCheck(target, subject, Site.Role.TARGET));
            checks.add(new LockRoomCheck(context, Site.Role.TARGET));
            checks.add(new PreparedTransactionsCheck(target));
        }
        if (subject.wayBack()) {
            checks.addAll(ServerChecks.ofPublisher(target));
            checks.add(new SlotRoomCheck(target, subject));
        }
        return checks;
    }

    private List<Check> servers(Subject subject) {
        Sites sites = subject.sites();
        List<Check> checks = new ArrayList<>(List.of(
                new DistinctServersCheck(context),
                new VersionOrderCheck(context),
                new LocaleCheck(context),
                new DiskSpaceCheck(context),
                new RouteCheck(context, sites.target(), sites.source())));
        if (subject.wayBack()) {
            checks.add(new RouteCheck(context, sites.source(), sites.target()));
        }
        if (subject.whole()) {
            checks.add(new LeastGrantsCheck(context, Site.Role.SOURCE));
            checks.add(new LeastGrantsCheck(context, Site.Role.TARGET));
            checks.add(new SuperuserObjectsCheck(context));
            checks.add(new ExtensionsCheck(context));
            checks.add(new SchemaCheck(context));
        }
        return checks;
    }

    private List<Check> tables() {
        return List.of(
                new ReplicaIdentityCheck(context),
                new GeneratedIdentityCheck(context),
                new FullIdentityCheck(context),
                new RowSecurityCheck(context),
                new NotReplicatedCheck(context),
                new ApplyTriggersCheck(context),
                new SequencesCheck(context),
                new ConstraintsCheck(context));
    }

    public List<Area> areas() {
        return areas;
    }

    /** All of them, area by area. */
    public List<Check> checks() {
        return areas.stream().flatMap(area -> area.checks().stream()).toList();
    }

    /**
     * What no start goes past: two servers, a target that is not older, and that is empty or this migration's own, and no other
     * migration that has one of them. Nobody knows how long ago the others were run.
     */
    public List<Check> essentials() {
        return List.of(
                new DistinctServersCheck(context),
                new VersionOrderCheck(context),
                new EmptyTargetCheck(context.target(), context.subject()),
                new OtherMigrationsCheck(context.source(), context.subject(), Site.Role.SOURCE),
                new OtherMigrationsCheck(context.target(), context.subject(), Site.Role.TARGET));
    }

    /**
     * Those that a turn makes again, seconds before it takes the writes: what may have changed since the start and would make it
     * unsafe, or take the way back. That one side reaches the other is not among them: the turn's own subscription proves it, while
     * nothing is paused yet.
     *
     * @param closing the side that will take no more writes
     */
    public List<Check> gates(Site.Role closing) {
        Subject subject = context.subject();
        ServerContext oldSide = context.of(subject.sites().of(closing));
        ServerContext newSide = context.of(subject.sites().other(subject.sites().of(closing)));
        List<Check> gates = new ArrayList<>(List.of(
                new DistinctServersCheck(context),
                new OtherMigrationsCheck(context.source(), subject, Site.Role.SOURCE),
                new OtherMigrationsCheck(context.target(), subject, Site.Role.TARGET),
                new PreparedTransactionsCheck(context.source()),
                new PreparedTransactionsCheck(context.target()),
                new InboundSubscriptionsCheck(oldSide, subject, closing),
                new ReplicaIdentityCheck(context),
                new GeneratedIdentityCheck(context),
                new ScheduledJobsCheck(oldSide, closing),
                new OtherConsumersCheck(oldSide, subject, closing)));
        if (subject.wayBack()) {
            gates.addAll(ServerChecks.ofPublisher(newSide));
            gates.add(new SlotRoomCheck(newSide, subject));
            gates.add(new SubscriptionRightCheck(oldSide));
            gates.add(new WorkerRoomCheck(oldSide, subject));
        }
        return gates;
    }

    /**
     * The tables whose changes would be in the stream, by name; of a partitioned table its partitions.
     *
     * @throws dev.culvert.schemas.error.CulvertException if the source does not tell
     */
    public List<Relation> streaming() {
        return context.tables().stream()
                .filter(SourceTable::streams)
                .map(SourceTable::relation)
                .toList();
    }

    @Override
    public void close() {
        context.close();
    }
}
