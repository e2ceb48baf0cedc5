package dev.culvert.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.migration.finish.Finisher;
import dev.culvert.migration.harness.ReadyMigration;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.start.Canceller;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.traffic.CombinedTraffic;
import dev.culvert.migration.watchdog.WatchdogProcess;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What must hold at the end of a turn when things go wrong at the worst instant, or come too late. */
class SettledTurnIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String[] TABLES = {"CREATE TABLE t (id bigserial PRIMARY KEY, v text)"};

    @Test
    void aJournalThatIsLostWithTheDecisionDoesNotTakeItBack() {
        try (ReadyMigration migration = migration(TABLES)) {
            CutoverListener losesJournal = new CutoverListener() {
                @Override
                public void begins(CutoverStep step) {
                    if (step == CutoverStep.DECIDE) {
                        terminate(migration.target(), "culvert/" + migration.name() + "/journal");
                    }
                }
            };
            assertThat(turns(migration, losesJournal)
                            .cutover(CutoverOptions.REAL)
                            .outcome())
                    .isEqualTo("switched");
            isClosed(() -> migration.source().execute("INSERT INTO t (v) VALUES ('both open')"));
            turns(migration).retry();
            assertThat(turns(migration).standing().state()).isEqualTo(MigrationState.SWITCHED);
            migration.target().execute("INSERT INTO t (v) VALUES ('after')");
            Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(
                            migration.source().number("SELECT count(*) FROM t WHERE v = 'after'"))
                    .isOne());
            // a worker's TRUNCATE fires the trigger that closes a table, as nothing else of it does
            migration.target().execute("TRUNCATE t");
            Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(
                            migration.source().number("SELECT count(*) FROM t"))
                    .isZero());
            isClosed(() -> migration
                    .source()
                    .execute("SET session_replication_role = replica", "INSERT INTO t (v) VALUES ('both open')"));
        }
    }

    @Test
    void whoSettlesATurnTooLateOpensNothing() {
        try (ReadyMigration migration = migration(TABLES)) {
            thereAndBack(migration);
            LateSettlement.of(migration, 1);
            isClosed(() -> migration.target().execute("INSERT INTO t (v) VALUES ('both open')"));
            migration.source().execute("INSERT INTO t (v) VALUES ('open')");
            Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(
                            turns(migration).standing().state())
                    .isEqualTo(MigrationState.READY));
        }
    }

    @Test
    void whoSettlesATurnTooLateDoesNotReviveWhatIsFinished() {
        try (ReadyMigration migration = migration(TABLES)) {
            turns(migration).cutover(CutoverOptions.REAL);
            new Finisher(migration.sites(), migration.name(), () -> new CombinedTraffic(List.of()), "test")
                    .finish(false);
            LateSettlement.of(migration, 2);
            assertThat(turns(migration).standing().state()).isEqualTo(MigrationState.FINISHED);
        }
    }

    @Test
    void aWatchdogThatIsLateStopsNobodyElsesTurn() {
        try (ReadyMigration migration = migration(TABLES)) {
            long epoch = turns(migration).cutover(CutoverOptions.REHEARSAL).epoch();
            Turns watchdog = turns(migration);
            // its own attempt is over, and nothing is under way
            assertThat(watchdog.settle(1, epoch)).isEmpty();
            CutoverListener lateWatchdog = new CutoverListener() {
                @Override
                public void begins(CutoverStep step) {
                    if (step == CutoverStep.DRAIN) {
                        assertThatThrownBy(() -> watchdog.settle(1, epoch))
                                .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                                        .isEqualTo(ErrorCode.MIGRATION_BUSY));
                    }
                }
            };
            assertThat(turns(migration, lateWatchdog)
                            .cutover(CutoverOptions.REAL)
                            .outcome())
                    .isEqualTo("switched");
        }
    }

    @Test
    void aWatchdogEndsWithTheAttemptWhoseGatesAreClosed() {
        try (ReadyMigration migration = migration(TABLES)) {
            migration.target().execute("UPDATE culvert.migration SET verified_at = NULL");
            WatchdogProcess watchdog = WatchdogProcess.start(migration.file());
            Turns turns = new Turns(
                    migration.definition(),
                    () -> new CombinedTraffic(List.of()),
                    () -> watchdog,
                    CutoverListener.NONE,
                    "test");
            assertThatThrownBy(() -> turns.cutover(CutoverOptions.REAL)).isInstanceOf(CulvertException.class);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !watchdog.handle()
                    .isAlive());
        }
    }

    @Test
    void aTableThatRefusesUpdatesByItselfDoesNotMakeTheOldSideClosed() {
        try (ReadyMigration migration = migration(
                "CREATE TABLE audit (id bigint PRIMARY KEY)",
                "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN RAISE EXCEPTION 'append only'; END $$",
                "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit EXECUTE FUNCTION append_only()")) {
            assertThat(turns(migration).cutover(CutoverOptions.REHEARSAL).outcome())
                    .isEqualTo("rehearsed");
        }
    }

    @Test
    void anEventTriggerOfTheApplicationKeepsNoSideClosed() {
        try (ReadyMigration migration = migration(TABLES)) {
            for (PostgresDatabase side : List.of(migration.source(), migration.target())) {
                side.execute(
                        "CREATE FUNCTION no_ddl() RETURNS event_trigger LANGUAGE plpgsql AS"
                                + " $$ BEGIN RAISE EXCEPTION 'no DDL here'; END $$",
                        "CREATE EVENT TRIGGER no_ddl ON ddl_command_start WHEN TAG IN ('ALTER TABLE', 'DROP TRIGGER')"
                                + " EXECUTE FUNCTION no_ddl()",
                        "CREATE EVENT TRIGGER never_ddl ON ddl_command_end WHEN TAG IN ('CREATE TRIGGER', 'ALTER TABLE')"
                                + " EXECUTE FUNCTION no_ddl()",
                        "ALTER EVENT TRIGGER never_ddl ENABLE ALWAYS");
            }
            thereAndBack(migration);
            for (PostgresDatabase side : List.of(migration.source(), migration.target())) {
                assertThat(side.value("SELECT evtenabled FROM pg_event_trigger WHERE evtname = 'never_ddl'"))
                        .contains("A");
            }
            migration.source().execute("INSERT INTO t (v) VALUES ('open')");
            isClosed(() -> migration.target().execute("INSERT INTO t (v) VALUES ('both open')"));
        }
    }

    @Test
    void whatWasCancelledAfterARollbackIsForgottenOnBothSides() {
        try (ReadyMigration migration = migration(TABLES)) {
            turns(migration).cutover(CutoverOptions.REAL);
            assertThatThrownBy(() -> new Canceller(migration.sites(), migration.name()).cancel(PATIENCE))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MIGRATION_STATE));
            back(migration);
            new Canceller(migration.sites(), migration.name()).cancel(PATIENCE);
            assertThat(turns(migration).standing().state()).isEqualTo(MigrationState.NEW);
            assertThat(turns(migration).standing().turn()).isZero();
            for (PostgresDatabase side : List.of(migration.source(), migration.target())) {
                assertThat(side.number("SELECT count(*) FROM pg_trigger WHERE tgname = 'culvert_closed'"))
                        .isZero();
                assertThat(side.number("SELECT count(*) FROM pg_namespace WHERE nspname = 'culvert'"))
                        .isZero();
                side.execute("INSERT INTO t (v) VALUES ('open')");
            }
        }
    }

    @Test
    void aTableThatIsOpenOnTheClosedSideIsToldAndADecisionWithoutARecordIsNotNew() {
        try (ReadyMigration migration = migration(TABLES)) {
            turns(migration).cutover(CutoverOptions.REAL);
            assertThat(turns(migration).standing().why()).doesNotContain("take writes");
            migration.source().execute("CREATE TABLE late (id int PRIMARY KEY)");
            assertThat(turns(migration).standing().why()).contains("take writes, public.late is one");
            migration.target().execute("DELETE FROM culvert.migration");
            assertThat(turns(migration).standing().state()).isEqualTo(MigrationState.UNKNOWN);
            assertThat(turns(migration).standing().open()).isEqualTo(Optional.of(Site.Role.TARGET));
        }
    }

    /** The new side knows nothing of it, whether it comes while the way back is made or just before the fence. */
    @Test
    void aTableThatChangesBehindTheGatesDecidesNothing() {
        String spare = "CREATE TABLE spare (a int PRIMARY KEY)";
        try (ReadyMigration migration = migration(TABLES[0], spare)) {
            for (CutoverStep at : List.of(CutoverStep.ARM, CutoverStep.GUARD)) {
                changes(migration, at, "CREATE TABLE late (a int PRIMARY KEY)", "public.late was created");
                migration.source().execute("DROP TABLE late");
                changes(migration, at, "ALTER TABLE spare ADD COLUMN late int", "public.spare was altered");
                migration.source().execute("ALTER TABLE spare DROP COLUMN late");
            }
            changes(migration, CutoverStep.GUARD, "DROP TABLE spare", "public.spare was dropped");
        }
    }

    private static void changes(ReadyMigration migration, CutoverStep at, String ddl, String told) {
        CutoverListener changes = new CutoverListener() {
            @Override
            public void begins(CutoverStep step) {
                if (step == at) {
                    migration.source().execute(ddl);
                }
            }
        };
        assertThatThrownBy(() -> turns(migration, changes).cutover(CutoverOptions.REAL))
                .as("%s at %s", ddl, at)
                .isInstanceOfSatisfying(CulvertException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CUTOVER_CATALOG_CHANGED);
                    assertThat(e.changed()).isEqualTo(Changed.NOTHING);
                    assertThat(e.fact()).contains(told);
                });
        migration.source().execute("INSERT INTO t (v) VALUES ('open')");
        assertThat(migration
                        .target()
                        .number("SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"))
                .isZero();
        Awaitility.await().atMost(LIMIT).until(() -> turns(migration).standing().state() == MigrationState.READY);
    }

    private static void thereAndBack(ReadyMigration migration) {
        turns(migration).cutover(CutoverOptions.REAL);
        back(migration);
    }

    private static void back(ReadyMigration migration) {
        String worker = "SELECT count(pid) FROM pg_stat_subscription WHERE subname = 'culvert_"
                + migration.name().replace('-', '_') + "_r1'";
        Awaitility.await().atMost(LIMIT).until(() -> migration.source().number(worker) == 1);
        turns(migration).rollback(CutoverOptions.REAL);
    }

    private static ReadyMigration migration(String... ddl) {
        return ReadyMigration.start(PostgresServer.shared(15), PostgresServer.shared(18), "{maxWritePause: 30s}", ddl);
    }

    private static Turns turns(ReadyMigration migration) {
        return turns(migration, CutoverListener.NONE);
    }

    private static Turns turns(ReadyMigration migration, CutoverListener listener) {
        return new Turns(
                migration.definition(), () -> new CombinedTraffic(List.of()), () -> Guard.NONE, listener, "test");
    }

    private static void terminate(PostgresDatabase database, String applicationName) {
        assertThat(database.query(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = '"
                                + applicationName + "'"))
                .isNotEmpty();
    }

    private static void isClosed(ThrowingCallable write) {
        assertThatThrownBy(write).hasMessageContaining("does not take writes");
    }
}
