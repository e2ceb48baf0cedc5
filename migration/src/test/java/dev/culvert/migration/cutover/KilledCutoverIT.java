package dev.culvert.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.culvert.migration.harness.Metronome;
import dev.culvert.migration.harness.ReadyMigration;
import dev.culvert.migration.harness.SidesProber;
import dev.culvert.migration.harness.TaggedWriters;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.migration.watchdog.StandbyWatchdog;
import dev.culvert.migration.watchdog.TurnWatch;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * I8, I9: whatever becomes of Culvert, at whichever step, one side takes writes soon, never both, and nothing that was acknowledged is
 * lost. Behind a PgBouncer, with a watchdog.
 */
class KilledCutoverIT {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    /** A turn that goes on without end is told from one that is late on a busy machine; how late, the benchmark measures. */
    private static final Duration ALLOWED = PAUSE.plusSeconds(5);

    private static final int TURNS = 8;
    private static final Duration SLEEP = Duration.ofSeconds(Long.getLong("culvert.test.sleepSeconds", 4));
    private static PostgresServer old;
    private static PostgresServer next;

    @BeforeAll
    static void start() {
        old = PostgresServer.builder(15)
                .setting("wal_retrieve_retry_interval", "100ms")
                .start();
        next = PostgresServer.builder(18)
                .setting("wal_retrieve_retry_interval", "100ms")
                .start();
    }

    @AfterAll
    static void stop() {
        old.close();
        next.close();
    }

    static Stream<CutoverStep> kills() {
        return Sweep.isAll()
                ? Stream.of(CutoverStep.values()).filter(step -> step != CutoverStep.GATES)
                : Stream.of(
                        CutoverStep.PAUSE,
                        CutoverStep.FENCE,
                        CutoverStep.DRAIN,
                        CutoverStep.STOP,
                        CutoverStep.DECIDE,
                        CutoverStep.OPEN,
                        CutoverStep.SWITCH);
    }

    /** By default where it hurts most; at every step with {@code -Dculvert.test.sweep=all}. */
    @ParameterizedTest
    @MethodSource("kills")
    void isKilledAfter(CutoverStep step) {
        meets(step, "after", "KILL");
    }

    static Stream<Arguments> sleeps() {
        Stream<Arguments> usual = Stream.of(
                arguments(CutoverStep.FENCE, "after"),
                arguments(CutoverStep.DECIDE, "before"),
                arguments(CutoverStep.DECIDE, "after"));
        Stream<Arguments> rest = Stream.of(
                arguments(CutoverStep.ARM, "after"),
                arguments(CutoverStep.PAUSE, "after"),
                arguments(CutoverStep.TOKENS, "after"),
                arguments(CutoverStep.SEQUENCES, "after"),
                arguments(CutoverStep.DRAIN, "after"),
                arguments(CutoverStep.STOP, "after"),
                arguments(CutoverStep.OPEN, "after"),
                arguments(CutoverStep.SWITCH, "after"),
                arguments(CutoverStep.TIDY, "before"));
        return Sweep.isAll() ? Stream.concat(usual, rest) : usual;
    }

    @ParameterizedTest
    @MethodSource("sleeps")
    void sleeps(CutoverStep step, String when) {
        meets(step, when, "STOP");
    }

    private static void meets(CutoverStep step, String when, String signal) {
        try (Scene scene = new Scene()) {
            try (JavaProcess process = scene.processAtItsFate(step, when, signal)) {
                long fate = System.nanoTime();
                if (signal.equals("STOP")) {
                    // asleep for longer than the pause may take; what it does after it must do no harm
                    Awaitility.await()
                            .pollDelay(SLEEP)
                            .atMost(SLEEP.plusSeconds(60))
                            .until(() -> true);
                    process.signal("CONT");
                }
                process.exitCode(Duration.ofSeconds(60));
                scene.oneSideTakesWritesSince(fate);
            }
            scene.retryUntilQuiet();
            scene.checkAll(ALLOWED);
        }
    }

    static Stream<CutoverStep> losses() {
        return Sweep.isAll() ? kills() : Stream.of(CutoverStep.PAUSE);
    }

    /** Its host is lost, and with it the watchdog beside it: nobody is left there, and the pooler never gives up its pause. */
    @ParameterizedTest
    @MethodSource("losses")
    void losesItsHostAndAStandbyEndsTheTurn(CutoverStep step) throws InterruptedException {
        try (Scene scene = new Scene();
                TurnWatch watch = new TurnWatch(scene.migration.sites(), scene.migration.name())) {
            StandbyWatchdog standby = new StandbyWatchdog(watch, scene.turns(), line -> {});
            Thread other = new Thread(
                    () -> {
                        try {
                            standby.run();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "standby");
            other.start();
            try (JavaProcess process = scene.processAtItsFate(step, "after", "STOP")) {
                long fate = System.nanoTime();
                ProcessHandle.of(process.pid()).orElseThrow().descendants().forEach(ProcessHandle::destroyForcibly);
                process.kill();
                scene.oneSideTakesWritesSince(fate);
            }
            Set<MigrationState> ends = Set.of(MigrationState.READY, MigrationState.SWITCHED);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> ends.contains(scene.turns().standing().state()));
            standby.stop();
            other.join();
            scene.checkAll(Duration.ofSeconds(30));
        }
    }

    /** A migration behind a pooler, with clients and a prober. */
    private static final class Scene implements AutoCloseable {
        private final Metronome metronome = Metronome.start();
        private final PostgresDatabase source = old.createDatabase("source");
        private final PostgresDatabase target = next.createDatabase("target");
        private final PgBouncer bouncer;
        private final ReadyMigration migration;
        private final SidesProber prober;
        private final TaggedWriters writers;

        Scene() {
            for (PostgresDatabase side : List.of(source, target)) {
                side.execute(SidesProber.TABLE, TaggedWriters.TABLE);
            }
            bouncer = PgBouncer.of(old)
                    .databases(
                            "shop = host=%s port=%d dbname=%s\n".formatted(source.host(), source.port(), source.name()))
                    .start();
            migration = ReadyMigration.start(
                    source,
                    target,
                    "{maxWritePause: %dms, traffic: {pgbouncer: [{admin: \"%s\", databases: [shop], databasesFile: \"%s\"}]}}"
                            .formatted(PAUSE.toMillis(), bouncer.url("pgbouncer"), bouncer.databasesFile()));
            prober = SidesProber.start(source, target);
            writers = TaggedWriters.start(3, () -> bouncer.jdbcUrl("shop"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> writers.writes() > 50);
        }

        /** A turn that a busy machine ends before the step is given back, and is no trial of it: another one is taken. */
        JavaProcess processAtItsFate(CutoverStep step, String when, String signal) {
            List<String> early = new ArrayList<>();
            while (early.size() < TURNS) {
                JavaProcess process = JavaProcess.of(CutoverProcess.class)
                        .sharesClasses("cutover")
                        .start(migration.file().toString(), "cutover", step.name(), when, signal);
                String line = process.out()
                        .waitFor(said -> said.startsWith("FATE") || said.startsWith("FAILED"), Duration.ofSeconds(60));
                if (line.startsWith("FATE")) {
                    return process;
                }
                early.add(line);
                process.close();
                retryUntilQuiet();
            }
            throw new AssertionError("No turn came to " + when + " " + step + ": " + early);
        }

        void oneSideTakesWritesSince(long fate) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> prober.sourceAcceptsSince(fate) || prober.targetAcceptsSince(fate));
            long before = writers.writes();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> writers.writes() > before + 20);
        }

        /** As an operator does: status, and retry where it says so. */
        void retryUntilQuiet() {
            Turns turns = turns();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(300))
                    .ignoreExceptionsInstanceOf(CulvertException.class)
                    .untilAsserted(() -> {
                        Standing standing = turns.standing();
                        if (standing.state() == MigrationState.FAILED) {
                            turns.retry();
                        }
                        assertThat(turns.standing().state())
                                .isIn(Set.of(MigrationState.READY, MigrationState.SWITCHED));
                    });
        }

        Turns turns() {
            return new Turns(
                    migration.definition(),
                    () -> DefinedTraffic.of(
                            migration.name(),
                            Sites.of(migration.definition()),
                            migration.definition().cutover().traffic(),
                            line -> {}),
                    () -> Guard.NONE,
                    CutoverListener.NONE,
                    "test");
        }

        void checkAll(Duration longestGap) {
            prober.close();
            writers.close();
            boolean switched = !prober.target().isEmpty();
            assertThat(writers.check((switched ? target : source).query("SELECT tag FROM ledger")))
                    .isEmpty();
            assertThat(writers.errors()).isEmpty();
            assertThat(prober.sourceWritesAfterTargetsFirst()).isZero();
            Duration stall = metronome.longestStall();
            assertThat(prober.longestGap())
                    .as("the machine's own longest stall was %s", stall)
                    .isLessThan(longestGap.plus(stall));
            PostgresDatabase followed = switched ? source : target;
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            followed.query("SELECT * FROM ledger ORDER BY id"))
                    .isEqualTo((switched ? target : source).query("SELECT * FROM ledger ORDER BY id")));
        }

        @Override
        public void close() {
            metronome.close();
            prober.close();
            writers.close();
            bouncer.close();
            migration.close();
        }
    }
}
