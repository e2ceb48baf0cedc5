package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.proxy.TcpProxy;
import dev.culvert.testkit.topic.PipelineTopics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** While the first one copies, its slot is inactive: the second must find its owner by other means, and fence nobody. */
class SecondInstanceIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aSecondInstanceIsRefusedWhileTheFirstCopies() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("second")) {
            db.execute(
                    "CREATE TABLE public.a (id int PRIMARY KEY, payload text)",
                    "INSERT INTO public.a SELECT g, repeat('x', 1500) FROM generate_series(1, 150000) AS g");
            TestPipeline pipeline = TestPipeline.on(db).with("snapshot: {parallelism: 1}\n");
            try (RunningPipeline first = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
                awaitSlot(db, pipeline);
                assertThat(first.board().phase()).isEqualTo(PipelinePhase.SNAPSHOT);
                List<PipelinePhase> later = new CopyOnWriteArrayList<>();
                first.board().onPhase(later::add);
                try (RunningPipeline second = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
                    assertThat(second.awaitEnd().orElseThrow().code()).isEqualTo(ErrorCode.SLOT_IN_USE);
                }
                first.awaitPhase(PipelinePhase.STREAMING);
                assertThat(later).containsExactly(PipelinePhase.STREAMING);
            }
            assertThat(pipeline.records("public.a")).isEqualTo(150_000);
        }
    }

    @Test
    void theFirstIsEndedByATakeoverWhileItCopies() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("second")) {
            db.execute(
                    "CREATE TABLE public.a (id int PRIMARY KEY, payload text)",
                    "INSERT INTO public.a SELECT g, repeat('x', 1500) FROM generate_series(1, 100000) AS g");
            TestPipeline pipeline = TestPipeline.on(db).with("snapshot: {parallelism: 1}\n");
            try (RunningPipeline first = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
                awaitSlot(db, pipeline);
                try (RunningPipeline second = RunningPipeline.start(
                        pipeline.yaml(), RunOptions.standard().takeover(true))) {
                    assertThat(first.awaitEnd().orElseThrow().code()).isEqualTo(ErrorCode.SLOT_IN_USE);
                    second.awaitPhase(PipelinePhase.STREAMING);
                }
            }
        }
    }

    /** The position tells the second one that it is not of this database, and the first one was not fenced. */
    @Test
    void oneOfTheSameNameOnAnotherDatabaseFencesNobody() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("second");
                PostgresDatabase other = PostgresServer.shared(18).createDatabase("second")) {
            db.execute("CREATE TABLE public.a (id int PRIMARY KEY)");
            other.execute("CREATE TABLE public.a (id int PRIMARY KEY)");
            TestPipeline pipeline = TestPipeline.on(db);
            String elsewhere = pipeline.yaml()
                    .replace(db.url(), other.url())
                    .replace("  tables:", "  slot: {name: " + pipeline.slot() + "_other}\n  tables:");
            try (RunningPipeline first = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
                first.awaitPhase(PipelinePhase.STREAMING);
                List<PipelinePhase> later = new CopyOnWriteArrayList<>();
                first.board().onPhase(later::add);
                try (RunningPipeline second = RunningPipeline.start(elsewhere, RunOptions.standard())) {
                    assertThat(second.awaitEnd().orElseThrow().code()).isEqualTo(ErrorCode.POSITION_OTHER_SERVER);
                }
                db.execute("INSERT INTO public.a VALUES (1)");
                Awaitility.await().atMost(LIMIT).until(() -> pipeline.records("public.a") == 1);
                assertThat(later).isEmpty();
            }
        }
    }

    /** What the first one commits while the second looks around lies past what the second saw of the WAL, and nothing is lost. */
    @Test
    void theFirstGoesOnWhileTheSecondComes() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("second");
                TcpProxy slow = TcpProxy.to(db.host(), db.port())) {
            db.execute("CREATE TABLE public.a (id serial PRIMARY KEY)");
            TestPipeline pipeline = TestPipeline.on(db);
            slow.delay(Duration.ofMillis(100));
            String slowly = pipeline.yaml().replace(db.host() + ":" + db.port(), slow.host() + ":" + slow.port());
            try (RunningPipeline first = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
                first.awaitPhase(PipelinePhase.STREAMING);
                AtomicBoolean writing = new AtomicBoolean(true);
                CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                    while (writing.get()) {
                        db.execute("INSERT INTO public.a DEFAULT VALUES");
                    }
                });
                try (RunningPipeline second =
                        RunningPipeline.start(slowly, RunOptions.standard().takeover(true))) {
                    second.awaitPhase(PipelinePhase.STREAMING);
                    assertThat(first.awaitEnd().orElseThrow().code()).isEqualTo(ErrorCode.SLOT_IN_USE);
                } finally {
                    writing.set(false);
                    writer.join();
                }
            }
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.a");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.differences(pipeline.topic("public.a"), pipeline.table("a")))
                    .isEmpty();
        }
    }

    private static void awaitSlot(PostgresDatabase db, TestPipeline pipeline) {
        Awaitility.await()
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> db.number(
                                "SELECT count(*) FROM pg_replication_slots WHERE confirmed_flush_lsn IS NOT NULL AND NOT active"
                                        + " AND slot_name = ?",
                                pipeline.slot())
                        == 1);
    }
}
