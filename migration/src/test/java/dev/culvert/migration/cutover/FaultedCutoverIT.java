package dev.culvert.migration.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.culvert.migration.harness.Metronome;
import dev.culvert.migration.harness.ReadyMigration;
import dev.culvert.migration.harness.SidesProber;
import dev.culvert.migration.harness.TaggedWriters;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.traffic.setup.DefinedTraffic;
import dev.culvert.migration.watchdog.WatchdogProcess;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.pgbouncer.PgBouncer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.proxy.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * I8, I9: a server that is killed, a worker that is ended, a connection that falls silent, at a step of the cutover. One side takes
 * writes soon, never both, nothing acknowledged is lost, and status and retry lead out of it.
 */
class FaultedCutoverIT {
    private static final Logger LOG = LoggerFactory.getLogger(FaultedCutoverIT.class);

    private static final Duration PAUSE = Duration.ofSeconds(3);

    /** A turn that goes on without end is told from one that is late on a busy machine; how late, the benchmark measures. */
    private static final Duration ALLOWED = PAUSE.plusSeconds(5);

    private static final int TURNS = 8;

    /** What goes wrong, and what makes it right again. */
    enum Fault {
        /** The fence session is ended, by an administrator or by the server. */
        FENCE_TERMINATED {
            @Override
            void strike(Scene scene) {
                scene.source.query(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'culvert/%/fence'"
                                + " AND datname = current_database()");
            }
        },
        WORKER_TERMINATED {
            @Override
            void strike(Scene scene) {
                scene.target.query("SELECT pg_terminate_backend(pid) FROM pg_stat_subscription WHERE pid IS NOT NULL");
            }
        },
        WALSENDER_TERMINATED {
            @Override
            void strike(Scene scene) {
                scene.source.query(
                        "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active_pid IS NOT NULL");
            }
        },
        TARGET_KILLED {
            @Override
            void strike(Scene scene) {
                scene.killed = CompletableFuture.runAsync(scene.next::kill);
            }

            @Override
            void mend(Scene scene) {
                scene.killed.join();
                scene.next.start();
            }
        },
        SOURCE_KILLED {
            @Override
            void strike(Scene scene) {
                scene.killed = CompletableFuture.runAsync(scene.old::kill);
            }

            @Override
            void mend(Scene scene) {
                scene.killed.join();
                scene.old.start();
            }
        },
        /** No FIN, no answer: a cable, or a host that is gone. */
        SOURCE_SILENT {
            @Override
            void strike(Scene scene) {
                scene.toSource.freeze();
            }

            @Override
            void mend(Scene scene) {
                scene.toSource.reset();
                scene.toSource.pass();
            }
        },
        TARGET_SILENT {
            @Override
            void strike(Scene scene) {
                scene.toTarget.freeze();
            }

            @Override
            void mend(Scene scene) {
                scene.toTarget.reset();
                scene.toTarget.pass();
            }
        },
        POOLER_SILENT {
            @Override
            void strike(Scene scene) {
                scene.toPooler.freeze();
            }

            @Override
            void mend(Scene scene) {
                scene.toPooler.reset();
                scene.toPooler.pass();
            }
        };

        abstract void strike(Scene scene);

        void mend(Scene scene) {}
    }

    /** By default those that differ most; all of them with {@code -Dculvert.test.sweep=all}. */
    static Stream<Arguments> faults() {
        List<Arguments> usual = List.of(
                arguments(CutoverStep.FENCE, Fault.FENCE_TERMINATED, "SOURCE"),
                arguments(CutoverStep.DRAIN, Fault.FENCE_TERMINATED, "SOURCE"),
                arguments(CutoverStep.STOP, Fault.FENCE_TERMINATED, "SOURCE"),
                arguments(CutoverStep.FENCE, Fault.WORKER_TERMINATED, "SOURCE"),
                arguments(CutoverStep.FENCE, Fault.TARGET_KILLED, "SOURCE"),
                arguments(CutoverStep.DECIDE, Fault.TARGET_KILLED, "TARGET"),
                arguments(CutoverStep.DRAIN, Fault.SOURCE_KILLED, "SOURCE"),
                arguments(CutoverStep.DECIDE, Fault.SOURCE_KILLED, "TARGET"),
                arguments(CutoverStep.PAUSE, Fault.SOURCE_SILENT, "SOURCE"),
                arguments(CutoverStep.FENCE, Fault.TARGET_SILENT, "SOURCE"),
                arguments(CutoverStep.PAUSE, Fault.POOLER_SILENT, "EITHER"));
        List<Arguments> rest = List.of(
                arguments(CutoverStep.TOKENS, Fault.FENCE_TERMINATED, "SOURCE"),
                arguments(CutoverStep.SEQUENCES, Fault.FENCE_TERMINATED, "SOURCE"),
                arguments(CutoverStep.FENCE, Fault.WALSENDER_TERMINATED, "SOURCE"),
                arguments(CutoverStep.STOP, Fault.TARGET_KILLED, "EITHER"),
                arguments(CutoverStep.DRAIN, Fault.SOURCE_SILENT, "SOURCE"),
                arguments(CutoverStep.STOP, Fault.TARGET_SILENT, "EITHER"),
                arguments(CutoverStep.DECIDE, Fault.TARGET_SILENT, "TARGET"));
        return Stream.concat(usual.stream(), Sweep.isAll() ? rest.stream() : Stream.empty());
    }

    @ParameterizedTest
    @MethodSource("faults")
    void strikesAfter(CutoverStep step, Fault fault, String open) {
        try (Scene scene = new Scene()) {
            Optional<CulvertException> failure = scene.cutoverUntilStruck(step, fault);
            boolean mendFirst = fault == Fault.SOURCE_KILLED
                    || fault == Fault.TARGET_KILLED && !open.equals("SOURCE")
                    || fault == Fault.TARGET_SILENT && !open.equals("SOURCE")
                    || fault == Fault.POOLER_SILENT;
            long mended = System.nanoTime();
            if (mendFirst) {
                fault.mend(scene);
            }
            scene.oneSideTakesWritesSince(mended);
            if (!mendFirst) {
                fault.mend(scene);
            }
            scene.retryUntilQuiet();
            scene.checkAll(!mendFirst);
            if (!open.equals("EITHER")) {
                assertThat(scene.switched()).as("failure was %s", failure).isEqualTo(open.equals("TARGET"));
            }
        }
    }

    /** A migration whose edges go through proxies, behind a pooler, with clients and a prober that do not. */
    private static final class Scene implements AutoCloseable {
        private final Metronome metronome = Metronome.start();
        private final PostgresServer old = server(15);
        private final PostgresServer next = server(18);
        private final TcpProxy toSource = TcpProxy.to(old.host(), old.port());
        private final TcpProxy toTarget = TcpProxy.to(next.host(), next.port());
        private final PostgresDatabase source = old.createDatabase("source");
        private final PostgresDatabase target = next.createDatabase("target");
        private final PgBouncer bouncer;
        private final TcpProxy toPooler;
        private final ReadyMigration migration;
        private final SidesProber prober;
        private final TaggedWriters writers;

        private static PostgresServer server(int major) {
            return PostgresServer.builder(major)
                    .setting("wal_retrieve_retry_interval", "100ms")
                    .setting("wal_receiver_timeout", "3s")
                    .setting("wal_sender_timeout", "3s")
                    .start();
        }

        Scene() {
            for (PostgresDatabase side : List.of(source, target)) {
                side.execute(SidesProber.TABLE, TaggedWriters.TABLE);
            }
            bouncer = PgBouncer.of(old)
                    .databases(
                            "shop = host=%s port=%d dbname=%s\n".formatted(source.host(), source.port(), source.name()))
                    .setting("server_connect_timeout", "2")
                    .setting("server_login_retry", "1")
                    .start();
            toPooler = TcpProxy.to(bouncer.host(), bouncer.port());
            migration = ReadyMigration.start(
                    "faulted-" + System.nanoTime() % 1_000_000_000,
                    source,
                    target,
                    through(toSource, source),
                    through(toTarget, target),
                    "{maxWritePause: %dms, traffic: {source: \"%s:%d\", target: \"%s:%d\", pgbouncer: [{admin: \"postgresql://postgres@%s:%d/pgbouncer\", databases: [shop], databasesFile: \"%s\"}]}}"
                            .formatted(
                                    PAUSE.toMillis(),
                                    old.host(),
                                    old.port(),
                                    next.host(),
                                    next.port(),
                                    toPooler.host(),
                                    toPooler.port(),
                                    bouncer.databasesFile()));
            prober = SidesProber.start(source, target);
            writers = TaggedWriters.start(3, () -> bouncer.jdbcUrl("shop"));
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> writers.writes() > 50);
        }

        private static String through(TcpProxy proxy, PostgresDatabase database) {
            return "postgresql://postgres@%s:%d/%s".formatted(proxy.host(), proxy.port(), database.name());
        }

        private final List<ProcessHandle> watchdogs = new ArrayList<>();
        private CompletableFuture<Void> killed = CompletableFuture.completedFuture(null);
        private boolean struck;

        /** A turn that a busy machine ends before the step is given back, and is no trial of the fault: another one is taken. */
        Optional<CulvertException> cutoverUntilStruck(CutoverStep step, Fault fault) {
            List<String> early = new ArrayList<>();
            while (early.size() < TURNS) {
                Optional<CulvertException> failure = cutover(step, fault);
                if (struck) {
                    return failure;
                }
                early.add(String.valueOf(failure));
                retryUntilQuiet();
            }
            throw new AssertionError("No turn came to the end of " + step + ": " + early);
        }

        private Optional<CulvertException> cutover(CutoverStep step, Fault fault) {
            CutoverListener listener = new CutoverListener() {
                @Override
                public void ended(CutoverStep ended) {
                    if (ended == step) {
                        fault.strike(Scene.this);
                        struck = true;
                    }
                }
            };
            try {
                turns(this::watchdog, listener).cutover(CutoverOptions.REAL);
                return Optional.empty();
            } catch (CulvertException e) {
                return Optional.of(e);
            }
        }

        private Guard watchdog() {
            WatchdogProcess process = WatchdogProcess.start(migration.file());
            watchdogs.add(process.handle());
            return process;
        }

        private Turns turns(java.util.function.Supplier<Guard> guards, CutoverListener listener) {
            return new Turns(
                    migration.definition(),
                    () -> DefinedTraffic.of(
                            migration.name(),
                            Sites.of(migration.definition()),
                            migration.definition().cutover().traffic(),
                            line -> {}),
                    guards,
                    listener,
                    "test");
        }

        void oneSideTakesWritesSince(long since) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(
                            () -> assertThat(prober.sourceAcceptsSince(since) || prober.targetAcceptsSince(since))
                                    .as(prober.lastRefusal())
                                    .isTrue());
        }

        void retryUntilQuiet() {
            Turns turns = turns(() -> Guard.NONE, CutoverListener.NONE);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(300))
                    .ignoreExceptionsInstanceOf(CulvertException.class)
                    .untilAsserted(() -> {
                        if (turns.standing().state() == MigrationState.FAILED) {
                            turns.retry();
                        }
                        assertThat(turns.standing().state())
                                .isIn(Set.of(MigrationState.READY, MigrationState.SWITCHED));
                    });
            long before = writers.writes();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> writers.writes() > before + 20);
        }

        boolean switched() {
            return !prober.target().isEmpty();
        }

        void checkAll(boolean bounded) {
            prober.close();
            writers.close();
            PostgresDatabase survivor = switched() ? target : source;
            PostgresDatabase follower = switched() ? source : target;
            assertThat(writers.check(survivor.query("SELECT tag FROM ledger"))).isEmpty();
            assertThat(prober.sourceWritesAfterTargetsFirst()).isZero();
            Duration stall = metronome.longestStall();
            LOG.info("longest gap {}, bounded {}, the machine's own {}", prober.longestGap(), bounded, stall);
            if (bounded) {
                assertThat(prober.longestGap())
                        .as("the machine's own longest stall was %s", stall)
                        .isLessThan(ALLOWED.plus(stall));
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            follower.query("SELECT * FROM ledger ORDER BY id"))
                    .isEqualTo(survivor.query("SELECT * FROM ledger ORDER BY id")));
        }

        @Override
        public void close() {
            watchdogs.forEach(ProcessHandle::destroyForcibly);
            metronome.close();
            prober.close();
            writers.close();
            bouncer.close();
            List.of(toSource, toTarget, toPooler).forEach(TcpProxy::close);
            old.close();
            next.close();
        }
    }
}
