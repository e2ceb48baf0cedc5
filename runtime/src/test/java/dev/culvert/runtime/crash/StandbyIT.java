package dev.culvert.runtime.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.workload.Ledger;
import dev.culvert.testkit.workload.LedgerCheck;
import dev.culvert.testkit.workload.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Instances that stand by, while clients write: each takes over when the owner is killed, sleeps or ends, and one that has slept
 * stands by when it wakes.
 */
class StandbyIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    /** What the manual promises of an owner that was killed. */
    private static final Duration TAKEOVER = Duration.ofSeconds(5);

    private static final Duration SILENCE = Duration.ofSeconds(6);

    private static final Properties REPLICATION = new Properties();

    static {
        REPLICATION.setProperty("replication", "database");
        REPLICATION.setProperty("preferQueryMode", "simple");
        REPLICATION.setProperty("assumeMinServerVersion", "13");
    }

    @Test
    void oneHasTheSlotAndTheNextTakesItOver() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("standby")) {
            db.execute("ALTER DATABASE \"" + db.name() + "\" SET wal_sender_timeout = '" + SILENCE.toSeconds() + "s'");
            LedgerScenario scenario = new LedgerScenario(db);
            Ledger ledger;
            long begun = System.nanoTime();
            try (JavaProcess first = standby(scenario)) {
                streams(first);
                Duration coldStart = since(begun);
                try (Workload workload =
                                scenario.workload().pause(Duration.ofMillis(2)).start();
                        JavaProcess second = standby(scenario)) {
                    waitsFor(second, first);
                    workload.awaitCommits(100, LIMIT);

                    takesOverWhenKilled(db, scenario, first, second, coldStart);
                    wakesUpAsStandby(scenario, workload, second);

                    workload.awaitCommits(100, LIMIT);
                    ledger = workload.stop();
                    second.signal("TERM");
                    second.exitCode(LIMIT);
                }
            }
            scenario.judge(ledger, LedgerCheck.Coverage.ALL_STREAMED);
        }
    }

    /** Not every reader has the claim: one whose other session has ended already, or somebody's pg_recvlogical. */
    @Test
    void aReaderWithoutTheClaimIsWaitedForToo() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("standby")) {
            db.execute("CREATE TABLE public.a (id int PRIMARY KEY)");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            Awaitility.await().atMost(LIMIT).until(() -> pid(db, pipeline).isEmpty());
            try (Connection other = db.connect(REPLICATION)) {
                read(other, pipeline);
                String reader = pid(db, pipeline);
                try (RunningPipeline standby = RunningPipeline.start(
                        pipeline.yaml(), RunOptions.standard().standby(true))) {
                    Awaitility.await().atMost(LIMIT).until(() -> standby.board()
                            .waitingFor()
                            .orElse("")
                            .contains("process " + reader + " of the server"));
                    assertThat(standby.board().phase()).isEqualTo(PipelinePhase.STANDBY);
                    db.execute("SELECT pg_terminate_backend(" + reader + ")");
                    standby.awaitPhase(PipelinePhase.STREAMING);
                    assertThat(standby.board().restarts()).isZero();
                }
            }
        }
    }

    private static void read(Connection session, TestPipeline pipeline) throws SQLException {
        session.unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(pipeline.slot())
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", pipeline.slot())
                .start();
    }

    /** Of who reads the slot; empty if nobody does. */
    private static String pid(PostgresDatabase db, TestPipeline pipeline) {
        return db.value("SELECT active_pid::text FROM pg_replication_slots WHERE slot_name = ?", pipeline.slot())
                .orElse("");
    }

    private static void takesOverWhenKilled(
            PostgresDatabase db, LedgerScenario scenario, JavaProcess owner, JavaProcess next, Duration coldStart) {
        String reader = db.value(
                        "SELECT active_pid::text FROM pg_replication_slots WHERE slot_name = ?",
                        scenario.pipeline().slot())
                .orElseThrow();
        long killed = System.nanoTime();
        owner.kill();
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> db.query(
                        "SELECT 1 FROM pg_replication_slots WHERE active_pid::text = ?", reader)
                .isEmpty());
        Duration released = since(killed);
        streams(next);
        Duration taken = since(killed);
        System.out.println(
                "standby: the slot was free " + released.toMillis() + " ms after the kill, the other one streamed "
                        + taken.toMillis() + " ms after it; a cold start took " + coldStart.toMillis() + " ms");
        // on a machine that has other work, what a start takes says how slow everything is
        assertThat(taken).isLessThan(max(TAKEOVER, coldStart.multipliedBy(3)));
    }

    private static void wakesUpAsStandby(LedgerScenario scenario, Workload workload, JavaProcess owner) {
        try (RunningPipeline third = RunningPipeline.start(
                scenario.pipeline().yaml(), RunOptions.standard().standby(true))) {
            third.awaitPhase(PipelinePhase.STANDBY);
            assertStreams(owner);
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> third.board().waitingFor().orElse("").contains("/owner"));
            workload.awaitCommits(100, LIMIT);
            long suspended = System.nanoTime();
            owner.signal("STOP");
            third.awaitPhase(PipelinePhase.STREAMING);
            System.out.println("standby: streamed " + since(suspended).toMillis()
                    + " ms after the owner was suspended; wal_sender_timeout is " + SILENCE.toMillis() + " ms");
            workload.awaitCommits(100, LIMIT);

            int said = owner.out().lines().size();
            owner.signal("CONT");
            owner.out().waitFor(said, "phase STANDBY"::equals, LIMIT);
            workload.awaitCommits(100, LIMIT);
            assertThat(third.board().phase()).isEqualTo(PipelinePhase.STREAMING);
            assertThat(third.board().restarts()).isZero();
            third.stop();
            owner.out().waitFor(said, "phase STREAMING"::equals, LIMIT);
        }
    }

    private static JavaProcess standby(LedgerScenario scenario) {
        return PipelineProcess.start(scenario.pipeline().yaml(), List.of("standby"));
    }

    private static void streams(JavaProcess process) {
        process.out().waitFor("phase STREAMING"::equals, LIMIT);
    }

    /** It stands by, and the owner goes on. */
    private static void waitsFor(JavaProcess waiting, JavaProcess owner) {
        waiting.out().waitFor("phase STANDBY"::equals, LIMIT);
        assertStreams(owner);
    }

    private static void assertStreams(JavaProcess owner) {
        assertThat(owner.isAlive()).isTrue();
        assertThat(owner.out().lines()).doesNotContain("phase RETRYING").last().isEqualTo("phase STREAMING");
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
