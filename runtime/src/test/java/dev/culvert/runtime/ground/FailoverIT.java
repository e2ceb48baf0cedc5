package dev.culvert.runtime.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.postgres.StopMode;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import dev.culvert.testkit.workload.Ledger;
import dev.culvert.testkit.workload.LedgerCheck;
import dev.culvert.testkit.workload.Workload;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A physical standby takes over from the source. */
@Timeout(600)
class FailoverIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Clients write all the time; what the old primary has acknowledged is on the standby, by synchronous replication. */
    @Test
    void withASynchronisedSlotItGoesOnByItself() {
        try (PostgresServer old = PostgresServer.start(18);
                PostgresServer standby = old.standby("next")) {
            PostgresDatabase db = old.createDatabase("failover");
            PostgresDatabase after = standby.database(db.name());
            TestPipeline pipeline = TestPipeline.on(db).tables("    - table: public.ledger_a\n");
            workload(db, 1).createTables();
            RunningPipeline.untilNow(pipeline.yaml());
            synchronise(old, standby, pipeline);
            old.set("synchronous_standby_names", "next");
            old.set("synchronized_standby_slots", slotOf(standby));
            old.reload();

            pipeline.url(bothHosts(db, standby));
            Ledger ledger;
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often())) {
                running.awaitPhase(PipelinePhase.STREAMING);
                try (Workload before = workload(db, 1).start()) {
                    before.awaitCommits(60, LIMIT);
                    old.kill();
                    ledger = before.stop();
                }
                standby.promote();
                try (Workload later = workload(after, 11).start()) {
                    later.awaitCommits(30, LIMIT);
                    ledger = ledger.plus(later.stop());
                }
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> running.board().phase() == PipelinePhase.STREAMING
                                && running.board().restarts() > 0);
            }
            RunningPipeline.untilNow(pipeline.yaml());
            LedgerCheck check = new LedgerCheck(Map.of(pipeline.topic("public.ledger_a"), "ledger_a"));
            PipelineTopics topics = pipeline.topics(check, "public.ledger_a");
            assertThat(topics.problems()).isEmpty();
            assertThat(check.problems(ledger, LedgerCheck.Coverage.ALL_STREAMED))
                    .isEmpty();
            assertThat(topics.differences(
                            pipeline.topic("public.ledger_a"), TableComparison.of(after, "public", "ledger_a")))
                    .isEmpty();
            dropSlot(after, pipeline);
        }
    }

    /** The slot is there and the numbers fit; only the history tells that Kafka has what the new primary never had. */
    @Test
    void whatTheNewPrimaryLacksStopsItAndSoDoesAnOldOneThatComesBack() {
        try (PostgresServer old = PostgresServer.start(18);
                PostgresServer standby = old.standby("next")) {
            PostgresDatabase db = old.createDatabase("failover");
            PostgresDatabase after = standby.database(db.name());
            Ground.create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            synchronise(old, standby, pipeline);
            cutOff(standby);
            db.execute(
                    "INSERT INTO public.t VALUES (5000, 'lost')",
                    "UPDATE public.u SET note = 'lost' WHERE id < 20",
                    "DELETE FROM public.t WHERE id = 7");
            RunningPipeline.untilNow(pipeline.yaml());
            old.kill();
            standby.promote();
            after.execute(
                    "INSERT INTO public.t VALUES (5000, 'another'), (5001, 'new')",
                    "UPDATE public.u SET note = 'new' WHERE id > 190",
                    "INSERT INTO public.u SELECT g, 'new' FROM generate_series(1000, 9000) AS g");

            pipeline.url(after.url());
            CulvertException stopped = Ground.stops(pipeline, ErrorCode.POSITION_TIMELINE);
            assertThat(stopped.fact()).contains("timeline 1, and the server is on timeline 2, which left it at");
            assertThat(stopped.remedy()).contains("--resnapshot '*.*'");
            Ground.again(pipeline, "*.*");
            after.execute("DELETE FROM public.t WHERE id = 8");
            Ground.sameAnew(pipeline, after);

            pipeline.url(bothHosts(db, standby));
            comesBackBeside(old, standby, pipeline);
            pipeline.url(db.url());
            db.execute("INSERT INTO public.u VALUES (99999, 'nobody wants this')");
            assertThat(Ground.stops(pipeline, ErrorCode.POSITION_TIMELINE).fact())
                    .contains("old primary");
            pipeline.url(bothHosts(db, standby));
            old.stop(StopMode.FAST);
            after.execute("DELETE FROM public.t WHERE id = 9");
            Ground.sameAnew(pipeline, after);
            dropSlot(after, pipeline);
        }
    }

    /** The stream is still with the new primary, and the next session that is opened beside it goes to the old one. */
    private static void comesBackBeside(PostgresServer old, PostgresServer next, TestPipeline pipeline) {
        try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often())) {
            running.awaitPhase(PipelinePhase.STREAMING);
            String watch = " FROM pg_stat_activity WHERE application_name = 'culvert/" + pipeline.name() + "/watch'";
            Awaitility.await().atMost(LIMIT).until(() -> next.maintenance().number("SELECT count(*)" + watch) == 1);
            old.start();
            // or it has looked for another session by itself, and has stopped already
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> running.board().phase() == PipelinePhase.FAILED
                            || !next.maintenance()
                                    .query("SELECT pg_terminate_backend(pid)" + watch)
                                    .isEmpty());
            CulvertException stopped = running.awaitEnd().orElseThrow();
            assertThat(stopped.code()).as(stopped.toString()).isEqualTo(ErrorCode.PG_TWO_PRIMARIES);
            assertThat(stopped.fact()).contains(old.port() + " on timeline 1", next.port() + " on timeline 2");
        }
    }

    static IntStream majors() {
        return Sweep.first(13, 17);
    }

    /** Nothing is lost on the new primary; but what it did since its promotion is in no slot. */
    @ParameterizedTest
    @MethodSource("majors")
    void withoutASlotItStops(int major) {
        try (PostgresServer old = PostgresServer.start(major);
                PostgresServer standby = old.standby("next")) {
            PostgresDatabase db = old.createDatabase("failover");
            PostgresDatabase after = standby.database(db.name());
            Ground.create(db);
            TestPipeline pipeline = TestPipeline.on(db).url(bothHosts(db, standby));
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("INSERT INTO public.t VALUES (5000, 'not streamed')");
            awaitReplay(old, standby);
            old.kill();
            standby.promote();
            after.execute("DELETE FROM public.u WHERE id < 10");

            CulvertException stopped = Ground.stops(pipeline, ErrorCode.SLOT_MISSING);
            assertThat(stopped.fact()).contains("timeline 1 then, 2 now");
            Ground.again(pipeline, "*.*");
            after.execute("INSERT INTO public.t VALUES (5001, 'after')");
            Ground.same(pipeline, after);
            dropSlot(after, pipeline);
        }
    }

    /** A copy of the files has the slot as it was then. It keeps its WAL, so its reader misses nothing. */
    @Test
    void anOldSlotInACopyOfTheFilesIsGoodEnough() {
        try (PostgresServer old =
                PostgresServer.builder(15).setting("wal_keep_size", "256MB").start()) {
            PostgresDatabase db = old.createDatabase("failover");
            Ground.create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            old.stop(StopMode.FAST);
            old.saveVolume();
            try (PostgresServer standby = old.fromVolume()) {
                old.start();
                standby.signalFile("standby.signal");
                standby.set("primary_conninfo", "host=127.0.0.1 user=postgres port=" + old.port());
                standby.start();
                PostgresDatabase after = standby.database(db.name());
                db.execute(
                        "UPDATE public.t SET note = 'b' WHERE id < 50",
                        "VACUUM FULL public.u",
                        "INSERT INTO public.u VALUES (5000, 'streamed')");
                RunningPipeline.untilNow(pipeline.yaml());
                db.execute("INSERT INTO public.u VALUES (5001, 'not streamed')", "VACUUM FULL public.t");
                awaitReplay(old, standby);
                old.kill();
                standby.promote();
                after.execute("DELETE FROM public.u WHERE id < 10");
                pipeline.url(after.url());
                Ground.same(pipeline, after);
                dropSlot(after, pipeline);
            }
        }
    }

    private static Workload.Builder workload(PostgresDatabase db, int firstWriter) {
        return Workload.on(db)
                .tables("ledger_a")
                .writers(2)
                .firstWriter(firstWriter)
                .pause(Duration.ofMillis(5));
    }

    private static RunOptions often() {
        return RunOptions.standard().heartbeat(Duration.ofMillis(500));
    }

    private static String bothHosts(PostgresDatabase db, PostgresServer standby) {
        return db.url()
                .replace(
                        db.host() + ":" + db.port(),
                        db.host() + ":" + db.port() + "," + standby.host() + ":" + standby.port());
    }

    private static String slotOf(PostgresServer standby) {
        return standby.maintenance().value("SHOW primary_slot_name").orElseThrow();
    }

    /** Returns when the standby has the pipeline's slot for good. */
    private static void synchronise(PostgresServer old, PostgresServer standby, TestPipeline pipeline) {
        standby.set("hot_standby_feedback", "on");
        // keeps what it has of a slot from one try to the next, as pg_sync_replication_slots() does not
        standby.set("sync_replication_slots", "on");
        standby.reload();
        // only a slot that moves on gets past what the standby has already forgotten
        try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often())) {
            running.awaitPhase(PipelinePhase.STREAMING);
            Awaitility.await().atMost(LIMIT.multipliedBy(2)).until(() -> {
                old.maintenance().execute("SELECT pg_log_standby_snapshot()");
                return standby.maintenance()
                                .number("SELECT count(*) FROM pg_replication_slots WHERE synced AND NOT temporary"
                                        + " AND slot_name = '" + pipeline.slot() + "'")
                        == 1;
            });
        }
    }

    private static void cutOff(PostgresServer standby) {
        standby.set("primary_conninfo", "");
        standby.reload();
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> standby.maintenance().number("SELECT count(*) FROM pg_stat_wal_receiver") == 0);
    }

    private static void awaitReplay(PostgresServer old, PostgresServer standby) {
        String end =
                old.maintenance().value("SELECT pg_current_wal_flush_lsn()").orElseThrow();
        Awaitility.await().atMost(LIMIT).until(() -> standby.maintenance()
                .value("SELECT pg_last_wal_replay_lsn() >= '" + end + "'")
                .orElseThrow()
                .equals("t"));
    }

    private static void dropSlot(PostgresDatabase db, TestPipeline pipeline) {
        db.execute("SELECT pg_drop_replication_slot('" + pipeline.slot() + "')");
    }
}
