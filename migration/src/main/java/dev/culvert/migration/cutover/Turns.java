package dev.culvert.migration.cutover;

import dev.culvert.migration.certificate.Certificate;
import dev.culvert.migration.gate.Gates;
import dev.culvert.migration.gate.Ground;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.journal.MigrationRecord;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.settle.OpenStage;
import dev.culvert.migration.settle.Settlement;
import dev.culvert.migration.settle.Stage;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.Admission;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.migration.state.StateReader;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.migration.turn.Decisions;
import dev.culvert.migration.turn.Marks;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.definition.MigrationDefinition;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The turns of one migration: makes the next one, or ends one that was interrupted. One thread. */
public final class Turns {
    private final MigrationDefinition definition;
    private final Sites sites;
    private final Supplier<Traffic> traffic;
    private final Supplier<Guard> guards;
    private final CutoverListener listener;
    private final String who;

    /** The last epoch that this began itself. */
    private long begun;

    /**
     * @param traffic opens what the definition names
     * @param guards starts a guard
     * @param who for the journal, such as {@code root@host pid 4711}
     */
    public Turns(
            MigrationDefinition definition,
            Supplier<Traffic> traffic,
            Supplier<Guard> guards,
            CutoverListener listener,
            String who) {
        this.definition = definition;
        this.sites = Sites.of(definition);
        this.traffic = traffic;
        this.guards = guards;
        this.listener = listener;
        this.who = who;
    }

    /** To the target; see {@link Cutover#run}. Also {@link ErrorCode#MIGRATION_STATE}, {@link ErrorCode#MIGRATION_BUSY}. */
    public Certificate cutover(CutoverOptions options) {
        return make(MigrationState.Verb.CUTOVER, options);
    }

    /** Back to the source; see {@link Cutover#run}. */
    public Certificate rollback(CutoverOptions options) {
        return make(MigrationState.Verb.ROLLBACK, options);
    }

    private Certificate make(MigrationState.Verb verb, CutoverOptions options) {
        try (Lease lease = Lease.take(sites, name())) {
            int number = require(verb).nextTurn();
            try (OpenStage open = open(number)) {
                Stage stage = open.whole();
                stage.journal().ifPresent(Journal::beginEpoch);
                lease.check();
                return new Cutover(stage, definition.cutover(), guards.get(), options, listener).run();
            }
        }
    }

    private Standing require(MigrationState.Verb verb) {
        Standing standing = standing();
        Admission.require(name(), standing, verb);
        return standing;
    }

    /**
     * What the gates of the next turn say now. Nothing is begun; a token goes through each link.
     *
     * @throws CulvertException {@link ErrorCode#MIGRATION_STATE}, or what connecting says
     */
    public List<Finding> gates(MigrationState.Verb verb) {
        try (OpenStage open = open(require(verb).nextTurn())) {
            return Gates.look(Ground.of(open.whole(), definition.cutover()));
        }
    }

    /** Where it stands. */
    public Standing standing() {
        try (Session source = sites.source().open("state");
                Session target = sites.target().open("state")) {
            return new StateReader(sites, name(), source, target).read();
        }
    }

    /**
     * Ends a turn that was interrupted: completes what is decided, gives back what is not.
     *
     * @return empty if there is none
     * @throws CulvertException as {@link Settlement#settle}
     */
    public Optional<Settlement.Result> retry() {
        if (!reachable(sites.target())) {
            return settleWithoutTarget();
        }
        try (Lease lease = Lease.take(sites, name())) {
            Optional<Integer> interrupted = interrupted(standing());
            if (interrupted.isEmpty()) {
                return Optional.empty();
            }
            lease.check();
            return settle(interrupted.get(), Long.MAX_VALUE);
        }
    }

    private static boolean reachable(Site site) {
        try (Session session = site.open("state")) {
            return session.isOpen();
        } catch (CulvertException e) {
            return false;
        }
    }

    /**
     * I9: before the first decision, giving back needs only the source and the poolers. After it, who is open is known by the
     * target alone.
     */
    private Optional<Settlement.Result> settleWithoutTarget() {
        try (Session source = sites.source().open("state")) {
            if (new Decisions(source, name(), Site.Role.SOURCE).latest().isPresent()) {
                throw new CulvertException(
                        ErrorCode.CUTOVER_UNKNOWN,
                        "migration " + name(),
                        "The source was closed by a decision, and the target cannot be reached.",
                        Changed.NOTHING,
                        "Bring the target back, then: culvert migrate retry FILE");
            }
        }
        return settle(1, Long.MAX_VALUE);
    }

    /** The number of the turn that is under way or not complete, if there is one. */
    static Optional<Integer> interrupted(Standing standing) {
        return standing.record()
                .map(record -> record.mark())
                .filter(mark -> mark.startsWith(Marks.TURNING))
                .map(mark -> Integer.parseInt(mark.substring(Marks.TURNING.length())));
    }

    /**
     * As {@link #retry}, by whoever guards a turn that its maker cannot end any more: without the lease, which the maker may have. It
     * looks before it begins: whoever comes late must not stop what others have begun since.
     *
     * @param epoch of the attempt that it guards
     * @return empty if somebody else has ended the turn
     * @throws CulvertException as {@link Settlement#settle}; {@link ErrorCode#MIGRATION_BUSY} while somebody else is at it
     */
    public Optional<Settlement.Result> settle(int number, long epoch) {
        try (OpenStage open = open(number)) {
            Stage stage = open.stage();
            Optional<MigrationRecord> record = read(stage);
            if (record.filter(known -> !known.mark().equals(stage.turn().deciding()))
                    .isPresent()) {
                return Optional.empty();
            }
            if (record.filter(known -> known.epoch() > Math.max(epoch, begun)).isPresent()) {
                requireNobody(stage);
            }
            // whoever comes back from a long sleep finds that its epoch is over
            stage.journal().ifPresent(journal -> begun = journal.beginEpoch());
            return Optional.of(Settlement.settle(stage));
        }
    }

    /** What cannot be read stands in the way of nothing: the decision tells. */
    private static Optional<MigrationRecord> read(Stage stage) {
        try {
            return stage.journal().flatMap(Journal::read);
        } catch (CulvertException e) {
            return Optional.empty();
        }
    }

    /** A newer attempt whose maker lives is not ended under its hands; one whose maker is gone, is. */
    private void requireNobody(Stage stage) {
        Optional<String> holder = Stream.of(stage.oldSide(), stage.newSide())
                .flatMap(Optional::stream)
                .flatMap(session -> Lease.holder(session, name()).stream())
                .findFirst();
        if (holder.isPresent()) {
            throw new CulvertException(
                    ErrorCode.MIGRATION_BUSY,
                    stage.title(),
                    "A newer attempt is under way (" + holder.get() + ").",
                    Changed.NOTHING,
                    "culvert migrate status FILE tells where it stands.");
        }
    }

    private OpenStage open(int number) {
        return new OpenStage(definition, sites, number, "turn", who, traffic.get());
    }

    private String name() {
        return definition.metadata().name();
    }
}
