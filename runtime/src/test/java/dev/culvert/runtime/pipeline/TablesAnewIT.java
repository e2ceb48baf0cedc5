package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables come, go and begin anew; each time the topics, read as a consumer reads them, are the database. */
@Timeout(180)
class TablesAnewIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String T = "    - table: public.t\n";
    private static final String U = "    - table: public.u\n";

    /** While a transaction that wrote before is open, and another client writes all the time. */
    @ParameterizedTest
    @ValueSource(ints = {13, 18})
    void aTableIsAddedToTheDefinition(int major) throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(major).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db).tables(T);
            RunningPipeline.untilNow(pipeline.yaml());
            AtomicBoolean writing = new AtomicBoolean(true);
            try (Connection open = db.connect()) {
                open.setAutoCommit(false);
                execute(open, "UPDATE public.u SET note = 'open' WHERE id <= 5; DELETE FROM public.u WHERE id = 6");
                CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> write(db, writing));
                try (RunningPipeline running =
                        RunningPipeline.start(pipeline.tables(T + U).yaml(), RunOptions.standard())) {
                    // the snapshot waits for the open transaction
                    Awaitility.await()
                            .atMost(LIMIT)
                            .until(() -> db.number("SELECT count(*) FROM pg_publication_tables WHERE tablename = 'u'"
                                            + " AND pubname = '" + pipeline.slot() + "'")
                                    == 1);
                    execute(
                            open,
                            "INSERT INTO public.u VALUES (7000, 'open'); UPDATE public.t SET note = 'open' WHERE id = 1");
                    open.commit();
                    running.awaitPhase(PipelinePhase.STREAMING);
                    writing.set(false);
                    assertThat(writer.get()).isPositive();
                }
            }
            same(pipeline, db, "t", "u");
        }
    }

    @Test
    void aTableThatAPatternMeansIsTakenInWhileThePipelineRuns() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunOptions often = RunOptions.standard().heartbeat(Duration.ofMillis(300));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute(
                        "CREATE TABLE public.without_key (note text)",
                        "INSERT INTO public.without_key VALUES ('a')",
                        "BEGIN; CREATE TABLE public.v (id int PRIMARY KEY, note text);"
                                + " INSERT INTO public.v SELECT g, 'first' FROM generate_series(1, 500) AS g; COMMIT");
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> running.board().phase() == PipelinePhase.STREAMING
                                && topicHas(pipeline, "public.v", 500));
                db.execute(
                        "UPDATE public.v SET note = 'second' WHERE id < 50",
                        "DELETE FROM public.v WHERE id = 60",
                        "UPDATE public.without_key SET note = 'b'",
                        "INSERT INTO public.t VALUES (8000, 'after')");
            }
            same(pipeline, db, "t", "u", "v");
        }
    }

    private static boolean topicHas(TestPipeline pipeline, String table, long records) {
        try {
            return pipeline.records(table) >= records;
        } catch (RuntimeException e) {
            return false; // the topic is not there yet
        }
    }

    /** The same, where the definition says so: it goes on by itself, also when the catalog has the old shape again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE public.t RENAME COLUMN note TO remark; UPDATE public.t SET remark = 'r' WHERE id < 9;"
                        + " ALTER TABLE public.t RENAME COLUMN remark TO note",
                "DROP TABLE public.t; CREATE TABLE public.t (id int PRIMARY KEY, n numeric); INSERT INTO public.t"
                        + " VALUES (1, 1.5)"
            })
    void whatStopsATableIsCopiedAnewByItself(String change) {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db).tables(T + U).with("snapshot: {onShapeChange: copy}\n");
            RunOptions often = RunOptions.standard().heartbeat(Duration.ofMillis(300));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute("INSERT INTO public.t VALUES (5000, 'before')", "DELETE FROM public.t WHERE id = 8");
                db.execute(change.split("; "));
                db.execute(
                        "INSERT INTO public.t (id) VALUES (5001)", "UPDATE public.u SET note = 'after' WHERE id = 1");
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() ->
                                pipeline.records("public.t") > 4000 || db.number("SELECT count(*) FROM public.t") < 10);
                running.stop();
                assertThat(running.awaitEnd()).isEmpty();
            }
            same(pipeline, db, "t", "u");
        }
    }

    /** What stops a pipeline by name, and the way out that its error tells. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE public.t ADD COLUMN more text DEFAULT clock_timestamp()::text | SHAPE_CHANGED",
                "ALTER TABLE public.t ALTER COLUMN note TYPE varchar(90) USING upper(note) | SHAPE_CHANGED",
                "ALTER TABLE public.t REPLICA IDENTITY FULL | KEY_CHANGED",
                "ALTER PUBLICATION %s DROP TABLE public.t | POSITION_TABLES",
                "ALTER PUBLICATION %1$s DROP TABLE public.t; DELETE FROM public.t WHERE id < 5;"
                        + " ALTER PUBLICATION %1$s ADD TABLE public.t | PUBLICATION_CHANGED",
                "DROP TABLE public.t; CREATE TABLE public.t (id int PRIMARY KEY, n numeric); INSERT INTO public.t"
                        + " VALUES (1, 1.5) | POSITION_TABLES"
            })
    void whatStopsATableIsMendedByCopyingItAnew(String change, ErrorCode expected) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db).tables(T + U);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("DELETE FROM public.t WHERE id > 1900", "INSERT INTO public.t VALUES (5000, 'before')");
            db.execute(change.formatted(pipeline.slot()).split(";(?![^(]*\\))"));
            db.execute("INSERT INTO public.t (id) VALUES (5001)", "UPDATE public.u SET note = 'after' WHERE id = 1");
            CulvertException stopped = ended(pipeline, RunOptions.standard());
            assertThat(stopped.code()).isEqualTo(expected);
            assertThat(stopped.remedy()).contains("culvert run FILE --resnapshot public.t");

            again(pipeline, "public.t");
            same(pipeline, db, "t", "u");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT pg_drop_replication_slot('%1$s') | SLOT_MISSING",
                "SELECT pg_replication_slot_advance('%1$s', pg_current_wal_lsn()) | SLOT_AHEAD",
                "DROP PUBLICATION %1$s | PUBLICATION_MISSING",
                "ALTER PUBLICATION %1$s SET (publish = 'insert') | PUBLICATION_CHANGED"
            })
    void whatStopsAPipelineIsMendedByCopyingAllAnew(String change, ErrorCode expected) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db).tables(T + U);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("DELETE FROM public.t WHERE id > 1900", "UPDATE public.u SET note = 'x' WHERE id = 1");
            db.execute(change.formatted(pipeline.slot()));
            db.execute("DELETE FROM public.t WHERE id < 10", "INSERT INTO public.t VALUES (5000, 'in the gap')");
            CulvertException stopped = ended(pipeline, RunOptions.standard());
            assertThat(stopped.code()).isEqualTo(expected);
            assertThat(stopped.remedy()).contains("--resnapshot '*.*'");

            again(pipeline, "*.*");
            db.execute("UPDATE public.t SET note = 'y' WHERE id = 20");
            same(pipeline, db, "t", "u");
        }
    }

    @Test
    void aTableGoesAndComesBack() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db).tables(T + U);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("INSERT INTO public.u VALUES (9000, 'not any more')", "DELETE FROM public.u WHERE id = 3");
            long before = pipeline.records("public.u");
            pipeline.tables(T);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("INSERT INTO public.u VALUES (9001, 'nor this')", "INSERT INTO public.t VALUES (9001, 'this')");
            RunningPipeline.untilNow(pipeline.yaml());
            assertThat(pipeline.records("public.u")).isEqualTo(before);
            assertThat(db.number(
                            "SELECT count(*) FROM pg_publication_tables WHERE pubname = '" + pipeline.slot() + "'"))
                    .isEqualTo(1);
            same(pipeline, db, "t");
            pipeline.tables(T + U);
            same(pipeline, db, "t", "u");
        }
    }

    @Test
    void aTableThatIsGoneIsForgotten() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("INSERT INTO public.u VALUES (9000, 'last')", "DROP TABLE public.u");
            CulvertException stopped = ended(pipeline, RunOptions.standard());
            assertThat(stopped.code()).isEqualTo(ErrorCode.POSITION_TABLES);
            assertThat(stopped.remedy()).contains("--forget public.u");
            RunOptions forgetting = RunOptions.standard()
                    .until(new RunOptions.Until.Now())
                    .tables(new TableRequests(List.of(), List.of(pattern("public.u"))));
            assertThat(RunningPipeline.start(pipeline.yaml(), forgetting).awaitEnd())
                    .isEmpty();
            db.execute("INSERT INTO public.t VALUES (9000, 'goes on')");
            same(pipeline, db, "t");
            assertThat(ended(pipeline, forgetting.tables(new TableRequests(List.of(), List.of(pattern("public.t")))))
                            .code())
                    .isEqualTo(ErrorCode.USAGE);
        }
    }

    static List<String> crashes() {
        return Sweep.first(
                1,
                List.of(
                        "tables-published:1",
                        "tables-announced:1",
                        "after-commit-before-confirm:1",
                        "in-snapshot:300"));
    }

    /** Rows that a new filter does not show must not stay, whichever moment the process dies in. */
    @ParameterizedTest
    @MethodSource("crashes")
    void anotherFilterCopiesTheTableAnew(String crash) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("anew")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db).tables(T + U);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("UPDATE public.u SET note = 'b' WHERE id < 100", "INSERT INTO public.t VALUES (5000, 'x')");
            pipeline.tables(T + "    - {table: public.u, where: \"id > 1000\"}\n");
            try (JavaProcess dying = PipelineProcess.start(pipeline.yaml(), false, "culvert.crash=" + crash)) {
                assertThat(dying.exitCode(LIMIT)).isEqualTo(137);
            }
            db.execute(
                    "DELETE FROM public.u WHERE id IN (1500, 1501)", "UPDATE public.u SET note = 'c' WHERE id = 1502");
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.t", "public.u");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.differences(
                            pipeline.topic("public.u"), pipeline.table("u").where("id > 1000")))
                    .isEmpty();
            assertThat(topics.differences(pipeline.topic("public.t"), pipeline.table("t")))
                    .isEmpty();
        }
    }

    private static void create(PostgresDatabase db) {
        db.execute(
                "CREATE TABLE public.t (id int PRIMARY KEY, note text)",
                "CREATE TABLE public.u (id int PRIMARY KEY, note text)",
                "INSERT INTO public.t SELECT g, 'a' FROM generate_series(1, 2000) AS g",
                "INSERT INTO public.u SELECT g, 'a' FROM generate_series(1, 2000) AS g");
    }

    private static int write(PostgresDatabase db, AtomicBoolean going) {
        int written = 0;
        try (Connection connection = db.connect()) {
            while (going.get() || written < 20) {
                int id = 10_000 + written;
                execute(
                        connection,
                        "INSERT INTO public.u VALUES (" + id + ", 'w'); UPDATE public.u SET id = " + (50_000 + written)
                                + " WHERE id = " + (id - 1) + "; UPDATE public.t SET note = 'w" + written
                                + "' WHERE id = " + (10 + written % 100) + "; DELETE FROM public.u WHERE id = "
                                + (100 + written));
                written++;
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return written;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static TablePattern pattern(String text) {
        return TablePattern.parse(text).orElseThrow();
    }

    private static CulvertException ended(TestPipeline pipeline, RunOptions options) {
        return RunningPipeline.start(pipeline.yaml(), options).awaitEnd().orElseThrow();
    }

    private static void again(TestPipeline pipeline, String table) {
        RunOptions options = RunOptions.standard()
                .until(new RunOptions.Until.Now())
                .tables(new TableRequests(List.of(pattern(table)), List.of()));
        assertThat(RunningPipeline.start(pipeline.yaml(), options).awaitEnd()).isEmpty();
    }

    private static void same(TestPipeline pipeline, PostgresDatabase db, String... tables) {
        RunningPipeline.untilNow(pipeline.yaml());
        String[] names =
                List.of(tables).stream().map(table -> "public." + table).toArray(String[]::new);
        PipelineTopics topics = pipeline.topics(names);
        assertThat(topics.problems()).isEmpty();
        for (String table : tables) {
            assertThat(topics.differences(pipeline.topic("public." + table), TableComparison.of(db, "public", table)))
                    .as(table)
                    .isEmpty();
        }
    }
}
