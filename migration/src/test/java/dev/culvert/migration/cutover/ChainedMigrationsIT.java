package dev.culvert.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.culvert.migration.TestSites;
import dev.culvert.migration.finish.Finisher;
import dev.culvert.migration.harness.ReadyMigration;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.start.Canceller;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.traffic.CombinedTraffic;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The target of one migration is the source of the next: what the first left there is nothing to the second. */
class ChainedMigrationsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TABLE = "CREATE TABLE t (id bigserial PRIMARY KEY, v text)";

    @Test
    void aNameThatIsUsedAgainFindsNothingOfTheFirst() {
        try (ReadyMigration first = first()) {
            turns(first).cutover(CutoverOptions.REAL);
            rollback(first, 1);
            turns(first).cutover(CutoverOptions.REAL);
            finish(first, false);
            try (ReadyMigration second = next(first, first.name(), TABLE)) {
                assertThat(turns(second).standing().state()).isEqualTo(MigrationState.READY);
                assertThat(turns(second).standing().turn()).isZero();
                assertThat(turns(second).cutover(CutoverOptions.REAL).outcome()).isEqualTo("switched");
                isClosed(first.source());
                isClosed(first.target());
                second.target().execute("INSERT INTO t (v) VALUES ('open')");

                // whoever wakes up now with a turn of the first in hand: its new side is the second's old one
                assertThatThrownBy(() -> LateSettlement.of(first, 3)).hasMessageContaining("by another migration");
                isClosed(first.target());
                assertThat(turns(first).standing().state()).isEqualTo(MigrationState.FINISHED);

                rollback(second, 1);
                second.source().execute("INSERT INTO t (v) VALUES ('open again')");
                new Canceller(second.sites(), second.name()).cancel(PATIENCE);
                assertThat(second.source().number("SELECT count(*) FROM pg_trigger WHERE tgname = 'culvert_closed'"))
                        .isZero();
                assertThat(turns(first).standing().state()).isEqualTo(MigrationState.FINISHED);
                assertThat(turns(second).standing().state()).isEqualTo(MigrationState.NEW);
            }
        }
    }

    @Test
    void aServerThatIsStillInAnotherMigrationIsNotClosedByThisOne() {
        try (ReadyMigration first = first()) {
            turns(first).cutover(CutoverOptions.REAL);
            try (ReadyMigration second = next(first, first.name() + "-next", TABLE)) {
                assertThatThrownBy(() -> turns(second).cutover(CutoverOptions.REAL))
                        .isInstanceOf(CulvertException.class)
                        .hasMessageContaining("migration " + first.name() + ":");
                first.target().execute("INSERT INTO t (v) VALUES ('open')");
                assertThat(turns(first).standing().state()).isEqualTo(MigrationState.SWITCHED);

                // what is over is no obstacle, and is where it was when the next one has moved on
                finish(first, false);
                assertThat(turns(second).cutover(CutoverOptions.REAL).outcome()).isEqualTo("switched");
                isClosed(first.target());
                assertThatThrownBy(() -> LateSettlement.of(first, 1)).hasMessageContaining("by another migration");
                isClosed(first.target());
            }
        }
    }

    @Test
    void aSourceThatWasOpenedAtTheEndIsFreeForAnotherOfTheSameName() {
        try (ReadyMigration first = first()) {
            turns(first).cutover(CutoverOptions.REAL);
            finish(first, true);
            assertThat(turns(first).standing().open()).contains(Site.Role.TARGET);
            try (PostgresDatabase target = PostgresServer.shared(17).createDatabase("again");
                    ReadyMigration second = ReadyMigration.start(
                            first.name(),
                            first.source(),
                            prepared(target, TABLE),
                            first.source().url(),
                            target.url(),
                            "{maxWritePause: 30s}")) {
                assertThat(turns(second).standing().state()).isEqualTo(MigrationState.READY);
                assertThat(turns(second).cutover(CutoverOptions.REAL).outcome()).isEqualTo("switched");
            }
        }
    }

    /** As when somebody has the two sides of the next one mixed up, is refused, and takes it back. */
    @Test
    void aCancelledDefinitionThatNamesAClosedSideAsItsTargetOpensNothing() {
        try (ReadyMigration first = first()) {
            turns(first).cutover(CutoverOptions.REAL);
            for (String name : List.of(first.name(), first.name() + "-back")) {
                Sites mixedUp = TestSites.of(first.target(), first.source());
                Throwable refused = catchThrowable(() -> new Canceller(mixedUp, name).cancel(PATIENCE));
                isClosed(first.source());
                assertThat(refused).isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.MIGRATION_OTHER));
                assertThat(turns(first).standing().state()).isEqualTo(MigrationState.SWITCHED);
            }
            first.target().execute("INSERT INTO t (v) VALUES ('open')");
        }
    }

    /** Each has a lease of its own, and gates that the other one has passed seconds before it. */
    @ParameterizedTest
    @EnumSource(
            value = CutoverStep.class,
            names = {"ARM", "GUARD"})
    void ofTwoMigrationsOfOneSourceOnlyOneTakesIt(CutoverStep overtakenAt) {
        try (ReadyMigration first = first();
                PostgresDatabase target = PostgresServer.shared(18).createDatabase("rival");
                ReadyMigration rival = ReadyMigration.start(
                        first.name() + "-rival",
                        first.source(),
                        prepared(target, TABLE),
                        first.source().url(),
                        target.url(),
                        "{maxWritePause: 30s}")) {
            List<CutoverStep> begun = new ArrayList<>();
            CutoverListener overtaken = new CutoverListener() {
                @Override
                public void begins(CutoverStep step) {
                    begun.add(step);
                    if (step == overtakenAt) {
                        turns(first).cutover(CutoverOptions.REAL);
                    }
                }
            };
            Throwable refused = catchThrowable(() -> turns(rival, overtaken).cutover(CutoverOptions.REAL));
            first.target().execute("INSERT INTO t (v) VALUES ('open')");
            isClosed(first.source());
            isClosed(target);
            assertThat(refused).isInstanceOfSatisfying(CulvertException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.MIGRATION_OTHER);
                assertThat(e.fact()).contains("\"" + first.name() + "\"");
            });
            assertThat(begun.contains(CutoverStep.PAUSE)).isEqualTo(overtakenAt == CutoverStep.GUARD);
            assertThat(turns(first).standing().state()).isEqualTo(MigrationState.SWITCHED);

            // and has a way out
            new Canceller(rival.sites(), rival.name()).cancel(PATIENCE);
            assertThat(turns(rival).standing().state()).isEqualTo(MigrationState.NEW);
            isClosed(first.source());
        }
    }

    @Test
    void aSourceIsNotForgottenAsClosedBeforeTheMigrationIsFinished() {
        try (ReadyMigration first = first()) {
            turns(first).cutover(CutoverOptions.REAL);
            Finisher withoutPooler = new Finisher(
                    first.sites(),
                    first.name(),
                    () -> {
                        throw new CulvertException(
                                ErrorCode.POOLER_UNREACHABLE, "pooler", "It is away.", Changed.PARTLY, "Start it.");
                    },
                    "test");
            assertThatThrownBy(() -> withoutPooler.finish(true)).hasMessageContaining("It is away");
            assertThat(turns(first).standing().state()).isEqualTo(MigrationState.SWITCHED);
            finish(first, true);
            assertThat(turns(first).standing().state()).isEqualTo(MigrationState.FINISHED);
            assertThat(first.source().number("SELECT count(*) FROM culvert.fence"))
                    .isZero();
        }
    }

    @Test
    void whoFinishesWithoutTheSourceWaitsForWhoeverWorksOnIt() {
        try (ReadyMigration first = first()) {
            turns(first).cutover(CutoverOptions.REAL);
            Sites sites = new Sites(
                    TestSites.site(Site.Role.SOURCE, "postgresql://postgres@127.0.0.1:1/gone", Optional.empty()),
                    first.sites().target());
            Finisher finisher = new Finisher(sites, first.name(), () -> new CombinedTraffic(List.of()), "test");
            try (Lease lease = Lease.take(first.sites(), first.name())) {
                lease.check();
                assertThatThrownBy(() -> finisher.finish(false))
                        .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                                .isEqualTo(ErrorCode.MIGRATION_BUSY));
            }
            assertThat(turns(first).standing().state()).isEqualTo(MigrationState.SWITCHED);
        }
    }

    private static ReadyMigration first() {
        return ReadyMigration.start(
                PostgresServer.shared(15), PostgresServer.shared(17), "{maxWritePause: 30s}", TABLE);
    }

    private static ReadyMigration next(ReadyMigration first, String name, String... ddl) {
        PostgresDatabase target = prepared(PostgresServer.shared(18).createDatabase("next"), ddl);
        return ReadyMigration.start(
                name, first.target(), target, first.target().url(), target.url(), "{maxWritePause: 30s}");
    }

    private static PostgresDatabase prepared(PostgresDatabase target, String... ddl) {
        target.execute(ddl);
        return target;
    }

    private static void rollback(ReadyMigration migration, int turn) {
        String worker = "SELECT count(pid) FROM pg_stat_subscription WHERE subname = 'culvert_"
                + migration.name().replace('-', '_') + "_r" + turn + "'";
        Awaitility.await().atMost(LIMIT).until(() -> migration.source().number(worker) == 1);
        turns(migration).rollback(CutoverOptions.REAL);
        Awaitility.await().atMost(LIMIT).until(() -> turns(migration).standing().state() == MigrationState.READY);
    }

    private static void finish(ReadyMigration migration, boolean openSource) {
        new Finisher(migration.sites(), migration.name(), () -> new CombinedTraffic(List.of()), "test")
                .finish(openSource);
    }

    private static Turns turns(ReadyMigration migration) {
        return turns(migration, CutoverListener.NONE);
    }

    private static Turns turns(ReadyMigration migration, CutoverListener listener) {
        return new Turns(
                migration.definition(), () -> new CombinedTraffic(List.of()), () -> Guard.NONE, listener, "test");
    }

    private static void isClosed(PostgresDatabase side) {
        ThrowingCallable write = () -> side.execute("INSERT INTO t (v) VALUES ('both open')");
        assertThatThrownBy(write).hasMessageContaining("does not take writes");
    }
}
