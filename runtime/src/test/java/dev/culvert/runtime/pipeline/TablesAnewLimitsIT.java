package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.runtime.stream.CommitPolicy;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused leaves the position as it was; what dies half-way is taken up; what nobody asked for does not happen. */
@Timeout(180)
class TablesAnewLimitsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String T = "    - table: public.t\n";
    private static final String U = "    - table: public.u\n";

    @Test
    void everythingAnewIsRefusedBeforeThePositionIsGivenUp() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("CREATE TABLE public.without_key (note text)");
            assertThat(again(pipeline, "*.*").code()).isEqualTo(ErrorCode.TABLE_NO_IDENTITY);
            db.execute("ALTER TABLE public.u DROP CONSTRAINT u_pkey");
            assertThat(again(pipeline, "public.u").code()).isEqualTo(ErrorCode.TABLE_NO_IDENTITY);
            assertThat(again(pipeline, "public.without_key").code()).isEqualTo(ErrorCode.TABLE_NO_IDENTITY);
            assertThat(again(pipeline, "public.nothing").code()).isEqualTo(ErrorCode.USAGE);
            db.execute("ALTER TABLE public.u ADD PRIMARY KEY (id)");
            db.execute("DELETE FROM public.t WHERE id = 7", "DROP TABLE public.without_key");
            long before = pipeline.records("public.t");
            RunningPipeline.untilNow(pipeline.yaml());
            assertThat(pipeline.records("public.t")).isEqualTo(before + 1);

            assertThat(again(pipeline.with("snapshot: {mode: never}"), "*.*").code())
                    .isEqualTo(ErrorCode.DEF_CONFLICT);
            pipeline.with("");
            compact(pipeline.topic("public.t"));
            assertThat(again(pipeline, "*.*").code()).isEqualTo(ErrorCode.TRUNCATE_COMPACTED);
            db.execute("DELETE FROM public.u WHERE id = 8");
            long u = pipeline.records("public.u");
            RunningPipeline.untilNow(pipeline.yaml());
            assertThat(pipeline.records("public.u")).isEqualTo(u + 1);
        }
    }

    /** The shape changes inside a transaction that is written in part: the way out is told, and leads out. */
    @Test
    void aShapeThatChangesInsideALargeTransactionHasAWayOut() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            CommitPolicy s = CommitPolicy.standard();
            RunOptions parts = RunOptions.standard()
                    .policy(new CommitPolicy(
                            s.bytes(),
                            s.records(),
                            s.shortestAge(),
                            s.age(),
                            s.partBytes(),
                            700,
                            s.partAge(),
                            s.progress()));
            CulvertException stopped;
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), parts)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute(
                        "BEGIN; UPDATE public.t SET note = 'large'; ALTER TABLE public.t ADD COLUMN more int DEFAULT random();"
                                + " UPDATE public.t SET more = 1; COMMIT");
                stopped = running.awaitEnd().orElseThrow();
            }
            assertThat(stopped.code()).isEqualTo(ErrorCode.SHAPE_CHANGED);
            CulvertException refused = again(pipeline, "public.t");
            assertThat(refused.code()).isEqualTo(ErrorCode.POSITION_TABLES);
            assertThat(refused.remedy()).contains("--resnapshot '*.*'");
            assertThat(RunningPipeline.start(pipeline.yaml(), requests("*.*")).awaitEnd())
                    .isEmpty();
            db.execute("UPDATE public.t SET note = 'after' WHERE id < 900", "DELETE FROM public.u WHERE id = 1");
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.t", "public.u");
            // (txn_seq, ordinal, op) names a record: what of the large transaction is there keeps its number
            assertThat(topics.problems()).noneMatch(problem -> problem.startsWith("again"));
            equal(topics, pipeline, db, "t", "u");
        }
    }

    /** PostgreSQL takes it of a partition, though not of a table that a publication names. */
    @Test
    void aPartitionThatLeavesTheWalStops() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            db.execute(
                    "CREATE TABLE public.t (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)",
                    "CREATE TABLE public.t_1 PARTITION OF public.t FOR VALUES FROM (0) TO (10)",
                    "CREATE TABLE public.t_2 PARTITION OF public.t FOR VALUES FROM (10) TO (100)",
                    "INSERT INTO public.t SELECT g, 'a' FROM generate_series(1, 20) AS g");
            TestPipeline pipeline = TestPipeline.on(db);
            RunOptions often = RunOptions.standard().heartbeat(Duration.ofMillis(500));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute("ALTER TABLE public.t_1 SET UNLOGGED", "UPDATE public.t SET note = 'b' WHERE id = 1");
                CulvertException stopped = running.awaitEnd().orElseThrow();
                assertThat(stopped.code()).isEqualTo(ErrorCode.TABLE_KIND);
                assertThat(stopped.remedy())
                        .contains("ALTER TABLE \"public\".\"t_1\" SET LOGGED;")
                        .contains("culvert run FILE --resnapshot public.t");
            }
            assertThat(RunningPipeline.start(pipeline.yaml(), requests())
                            .awaitEnd()
                            .orElseThrow()
                            .remedy())
                    .contains("SET LOGGED;")
                    .contains("culvert run FILE --resnapshot public.t");
            db.execute("ALTER TABLE public.t_1 SET LOGGED");
            assertThat(RunningPipeline.start(pipeline.yaml(), requests("public.t"))
                            .awaitEnd())
                    .isEmpty();
            same(pipeline, db, "t");
        }
    }

    /** What a partition, or a publication, had or left out meanwhile is in no stream, though all is as it was. */
    @Test
    void whatIsPutBackIsNotWhatItWas() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            db.execute(
                    "CREATE TABLE public.t (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)",
                    "CREATE TABLE public.t_1 PARTITION OF public.t FOR VALUES FROM (0) TO (100) PARTITION BY RANGE (id)",
                    "CREATE TABLE public.t_11 PARTITION OF public.t_1 FOR VALUES FROM (0) TO (50)",
                    "INSERT INTO public.t SELECT g, 'a' FROM generate_series(1, 20) AS g");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute(
                    "ALTER TABLE public.t DETACH PARTITION public.t_1",
                    "DELETE FROM public.t_1 WHERE id = 1",
                    "ALTER TABLE public.t ATTACH PARTITION public.t_1 FOR VALUES FROM (0) TO (100)");
            CulvertException stopped = RunningPipeline.start(pipeline.yaml(), requests())
                    .awaitEnd()
                    .orElseThrow();
            assertThat(stopped.code()).isEqualTo(ErrorCode.POSITION_TABLES);
            assertThat(stopped.remedy()).contains("--resnapshot public.t");
            assertThat(RunningPipeline.start(pipeline.yaml(), requests("public.t"))
                            .awaitEnd())
                    .isEmpty();

            String alter = "ALTER PUBLICATION " + pipeline.slot() + " SET (publish = 'insert, update";
            try (RunningPipeline running =
                    RunningPipeline.start(pipeline.yaml(), RunOptions.standard().heartbeat(Duration.ofMillis(300)))) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute("BEGIN; " + alter + "'); DELETE FROM public.t WHERE id = 2; " + alter
                        + ", delete, truncate'); COMMIT");
                stopped = running.awaitEnd().orElseThrow();
            }
            assertThat(stopped.code()).isEqualTo(ErrorCode.PUBLICATION_CHANGED);
            assertThat(stopped.remedy()).contains("--resnapshot '*.*'");
            assertThat(RunningPipeline.start(pipeline.yaml(), requests("*.*")).awaitEnd())
                    .isEmpty();
            db.execute("UPDATE public.t SET note = 'b' WHERE id = 3");
            same(pipeline, db, "t");
        }
    }

    @Test
    void everythingAnewDiesBeforeThePublicationIsMended() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db).tables(T + U);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute(
                    "ALTER PUBLICATION " + pipeline.slot() + " SET (publish = 'insert')",
                    "DELETE FROM public.t WHERE id < 10");
            dies(pipeline, "tables-announced:1", "again=*.*");
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("UPDATE public.t SET note = 'y' WHERE id = 20");
            same(pipeline, db, "t", "u");
        }
    }

    /** What a rule leaves out must not come by a slip of the pen. */
    @Test
    void aMisspeltColumnOfARuleForManyTablesStops() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            db.execute("ALTER TABLE public.t ADD COLUMN secret text DEFAULT 'hidden'");
            TestPipeline pipeline =
                    TestPipeline.on(db).tables("    - {table: \"public.*\", columns: {exclude: [secret]}}\n");
            RunningPipeline.untilNow(pipeline.yaml());
            long before = pipeline.records("public.t");
            pipeline.tables("    - {table: \"public.*\", columns: {exclude: [secrte]}}\n");
            assertThat(RunningPipeline.start(pipeline.yaml(), requests())
                            .awaitEnd()
                            .map(CulvertException::code))
                    .contains(ErrorCode.COLUMN_MISSING);
            assertThat(pipeline.records("public.t")).isEqualTo(before);
        }
    }

    /** While the first snapshot is not done: one table comes, one goes, one has another filter, and all dies again and again. */
    @Test
    void everyKindOfChangeAtOnceWhileDyingEverywhere() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            db.execute(
                    "CREATE TABLE public.w (id int PRIMARY KEY, note text)",
                    "INSERT INTO public.w SELECT g, 'a' FROM generate_series(1, 2000) AS g",
                    "CREATE TABLE public.v (id int PRIMARY KEY, note text)",
                    "INSERT INTO public.v SELECT g, 'a' FROM generate_series(1, 2000) AS g");
            TestPipeline pipeline = TestPipeline.on(db).tables(T + U + "    - table: public.w\n");
            dies(pipeline, "in-snapshot:4500");
            pipeline.tables(T + "    - {table: public.u, where: \"id > 1000\"}\n    - table: public.v\n");
            int n = 0;
            for (String crash : crashes()) {
                n++;
                db.execute(
                        "INSERT INTO public.t VALUES (" + (10_000 + n) + ", 'n')",
                        "TRUNCATE public.t, public.u",
                        "INSERT INTO public.t SELECT g, 'b' FROM generate_series(1, 500) AS g",
                        "INSERT INTO public.u SELECT g, 'b' FROM generate_series(1, 1500) AS g",
                        "DELETE FROM public.v WHERE id = " + n,
                        "UPDATE public.u SET note = 'c' WHERE id = 1200",
                        "UPDATE public.u SET id = id + 5000 WHERE id < 10");
                dies(pipeline, crash);
            }
            db.execute("UPDATE public.u SET note = 'last'");
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.t", "public.u", "public.v");
            assertThat(topics.problems()).isEmpty();
            equal(topics, pipeline, db, "t", "v");
            assertThat(topics.differences(
                            pipeline.topic("public.u"), pipeline.table("u").where("id > 1000")))
                    .isEmpty();
        }
    }

    private static List<String> crashes() {
        return Sweep.first(
                2,
                List.of(
                        "tables-published:1",
                        "snapshot-end:1",
                        "in-snapshot:900",
                        "tables-announced:1",
                        "in-snapshot:10"));
    }

    /** Captured by itself at first, then through its root, while the pipeline runs or is away. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCapturedTableBecomesAPartition(boolean running) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            db.execute(
                    "CREATE TABLE public.r (id int PRIMARY KEY, note text) PARTITION BY RANGE (id)",
                    "CREATE TABLE public.r1 PARTITION OF public.r FOR VALUES FROM (0) TO (100)",
                    "INSERT INTO public.r VALUES (1, 'a')",
                    "CREATE TABLE public.r3 (id int PRIMARY KEY, note text)",
                    "INSERT INTO public.r3 VALUES (201, 'c')");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            CulvertException stopped = stopped(
                    pipeline,
                    db,
                    running,
                    "ALTER TABLE public.r ATTACH PARTITION public.r3 FOR VALUES FROM (200) TO (300)",
                    "UPDATE public.r SET note = 'd'");
            assertThat(stopped.code()).isEqualTo(ErrorCode.POSITION_TABLES);
            assertThat(stopped.remedy()).contains("--forget public.r3 --resnapshot public.r");
            RunOptions wayOut = requests("public.r")
                    .tables(new TableRequests(
                            List.of(TablePattern.parse("public.r").orElseThrow()),
                            List.of(TablePattern.parse("public.r3").orElseThrow())));
            assertThat(RunningPipeline.start(pipeline.yaml(), wayOut).awaitEnd())
                    .isEmpty();
            same(pipeline, db, "r");
        }
    }

    private static CulvertException stopped(
            TestPipeline pipeline, PostgresDatabase db, boolean running, String... changes) {
        if (!running) {
            db.execute(changes);
            return RunningPipeline.start(pipeline.yaml(), requests()).awaitEnd().orElseThrow();
        }
        try (RunningPipeline live =
                RunningPipeline.start(pipeline.yaml(), RunOptions.standard().heartbeat(Duration.ofMillis(300)))) {
            live.awaitPhase(PipelinePhase.STREAMING);
            db.execute(changes);
            return live.awaitEnd().orElseThrow();
        }
    }

    /** Somebody else's table that a pattern means: told and left out, by each start too. One that a rule names stops. */
    @Test
    void somebodyElsesTableIsLeftOut() {
        PostgresServer server = PostgresServer.shared(15);
        HostileRole role = HostileRole.on(server);
        try (role;
                PostgresDatabase db = server.createDatabase("anew")) {
            PostgresDatabase mine = role.own(db);
            db.execute("GRANT ALL ON SCHEMA public TO PUBLIC");
            create(mine);
            TestPipeline pipeline = TestPipeline.on(mine);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("CREATE TABLE public.others (id int PRIMARY KEY)", "INSERT INTO public.others VALUES (1)");
            mine.execute("UPDATE public.t SET note = 'b' WHERE id = 1");
            same(pipeline, mine, "t", "u");
            pipeline.tables("    - table: public.others\n    - table: \"public.*\"\n");
            assertThat(RunningPipeline.start(pipeline.yaml(), requests())
                            .awaitEnd()
                            .map(CulvertException::code))
                    .contains(ErrorCode.PG_PRIVILEGE);
        }
    }

    private static RunOptions requests(String... again) {
        return RunOptions.standard()
                .until(new RunOptions.Until.Now())
                .tables(new TableRequests(
                        Stream.of(again)
                                .map(text -> TablePattern.parse(text).orElseThrow())
                                .toList(),
                        List.of()));
    }

    private static CulvertException again(TestPipeline pipeline, String table) {
        return RunningPipeline.start(pipeline.yaml(), requests(table))
                .awaitEnd()
                .orElseThrow();
    }

    private static void dies(TestPipeline pipeline, String crash, String... arguments) {
        try (JavaProcess dying = PipelineProcess.start(pipeline.yaml(), List.of(arguments), "culvert.crash=" + crash)) {
            assertThat(dying.exitCode(LIMIT)).as(crash).isEqualTo(137);
        }
    }

    private static boolean topicHas(TestPipeline pipeline, String table, long records) {
        try {
            return pipeline.records(table) >= records;
        } catch (RuntimeException e) {
            return false; // the topic is not there yet
        }
    }

    private static void compact(String topic) throws Exception {
        try (Admin admin = KafkaServer.shared().admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static void create(PostgresDatabase db) {
        db.execute(
                "CREATE TABLE public.t (id int PRIMARY KEY, note text)",
                "CREATE TABLE public.u (id int PRIMARY KEY, note text)",
                "INSERT INTO public.t SELECT g, 'a' FROM generate_series(1, 2000) AS g",
                "INSERT INTO public.u SELECT g, 'a' FROM generate_series(1, 2000) AS g");
    }

    private static void same(TestPipeline pipeline, PostgresDatabase db, String... tables) {
        RunningPipeline.untilNow(pipeline.yaml());
        PipelineTopics topics = pipeline.topics(
                Stream.of(tables).map(table -> "public." + table).toArray(String[]::new));
        assertThat(topics.problems()).isEmpty();
        equal(topics, pipeline, db, tables);
    }

    private static void equal(PipelineTopics topics, TestPipeline pipeline, PostgresDatabase db, String... tables) {
        for (String table : tables) {
            assertThat(topics.differences(pipeline.topic("public." + table), TableComparison.of(db, "public", table)))
                    .as(table)
                    .isEmpty();
        }
    }
}
