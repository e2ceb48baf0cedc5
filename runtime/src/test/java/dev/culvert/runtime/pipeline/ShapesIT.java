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
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.record.TableRecord;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes change under a pipeline: what can be followed is, without a copy, and a reader of the newest schema has the table. */
@Timeout(240)
class ShapesIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int ROWS = 20;
    /** So many of the changes, from the first on, are made to a second table that gets no row afterwards. */
    private static final int ROWLESS = 8;

    /** Each is done to a table of its own; {@code %s} is its name. */
    private static final List<String> FOLLOWED = List.of(
            "ALTER TABLE %s ADD COLUMN a text",
            "ALTER TABLE %s ALTER COLUMN short TYPE text",
            "ALTER TABLE %s DROP COLUMN note",
            "VACUUM FULL %s",
            "TRUNCATE %s",
            "ALTER TABLE %s DROP COLUMN note, ADD COLUMN other text DEFAULT 'x'",
            "ALTER TABLE %s ADD COLUMN a text NOT NULL DEFAULT 'it''s \"here\", {x} \\ ünï', ALTER note SET DEFAULT 'new'",
            "ALTER TABLE %s ADD COLUMN a numeric(12,3) DEFAULT -12.5, ADD COLUMN b timestamptz DEFAULT '2026-11-21 10:00+00',"
                    + " ADD COLUMN c bool DEFAULT true, ADD COLUMN d uuid DEFAULT '6b52b0e8-3a61-4a3b-9a0e-000000000001'",
            "ALTER TABLE %s ADD COLUMN a bytea DEFAULT '\\x00ff80', ADD COLUMN b float8 DEFAULT 1.5,"
                    + " ADD COLUMN c date DEFAULT '2026-01-01', ADD COLUMN d jsonb DEFAULT '{\"n\": 1}'",
            "ALTER TABLE %s ADD COLUMN a mood DEFAULT 'sad', ADD COLUMN b text[] DEFAULT '{}'",
            "ALTER TABLE %s ALTER COLUMN short TYPE varchar(90)",
            "ALTER TABLE %s ALTER COLUMN amount TYPE numeric(20,2)",
            "ALTER TABLE %s ALTER COLUMN seen TYPE timestamptz(6)",
            "ALTER TABLE %s ALTER COLUMN n SET NOT NULL, ALTER COLUMN n SET DEFAULT 5",
            "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad'",
            "COMMENT ON COLUMN %s.note IS 'a comment'",
            "ALTER TABLE %s ADD COLUMN a int DEFAULT 7");

    /** Nothing in the stream, or in the names and types of the catalog, tells what these do to rows. */
    private static final List<String> UNPROVABLE = List.of(
            "ALTER TABLE t ALTER COLUMN note TYPE text USING upper(note)",
            "ALTER TABLE t ALTER COLUMN m TYPE mood USING 'ok'",
            "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
            "ALTER TYPE tint RENAME VALUE 'red' TO 'pink'",
            "ALTER TABLE t ADD COLUMN a int DEFAULT 7; UPDATE t SET a = 8 WHERE id = 1; ALTER TABLE t DROP COLUMN a",
            "ALTER TABLE t ADD COLUMN a text[] DEFAULT '{x}'",
            "ALTER TABLE t ADD COLUMN a int; ALTER TABLE t ALTER COLUMN a TYPE bigint USING 5",
            "ALTER TABLE t RENAME COLUMN note TO remark; ALTER TABLE t ADD COLUMN note text");

    private static final String ADD_AND_DROP = "ALTER TABLE %s ADD COLUMN a int DEFAULT 7, DROP COLUMN note";

    static List<Integer> majors() {
        return Sweep.first(1, List.of(13, 15, 18));
    }

    /** Where the process dies, and how large a part of a transaction is. */
    static List<Arguments> crashes() {
        return Sweep.first(
                1,
                List.of(
                        Arguments.of("after-part:2", "25"),
                        Arguments.of("inside-transaction:30", "1000000"),
                        Arguments.of("after-commit-before-confirm:1", "1000000")));
    }

    static List<String> unprovable() {
        return Sweep.first(3, UNPROVABLE);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void whatLeavesTheRowsAloneIsFollowed(int major) {
        try (PostgresDatabase db = PostgresServer.shared(major).createDatabase("shapes")) {
            db.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')");
            List<String> tables = new ArrayList<>();
            for (int i = 0; i < FOLLOWED.size() + ROWLESS; i++) {
                tables.add("t" + i);
                create(db, "t" + i, "");
            }
            tables.add("parted");
            create(db, "parted", " PARTITION BY RANGE (id)");
            tables.add("bare");
            create(db, "bare", "");
            db.execute("ALTER TABLE bare DROP CONSTRAINT bare_pkey, REPLICA IDENTITY FULL");
            TestPipeline pipeline = TestPipeline.on(db);
            RunOptions often = RunOptions.standard().heartbeat(Duration.ofMillis(500));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                for (int i = 0; i < tables.size(); i++) {
                    String table = tables.get(i);
                    db.execute("UPDATE " + table + " SET note = 'before' WHERE id <= 3");
                    db.execute((table.startsWith("t") ? FOLLOWED.get(i % FOLLOWED.size()) : ADD_AND_DROP)
                            .formatted(table));
                    if (i < FOLLOWED.size() || !table.startsWith("t")) {
                        db.execute(
                                "UPDATE " + table + " SET n = n + 1 WHERE id BETWEEN 3 AND 5",
                                "INSERT INTO " + table + " (id, n) VALUES (90, 1)",
                                "DELETE FROM " + table + " WHERE id = 6");
                    }
                }
                Awaitility.await()
                        .atMost(LIMIT)
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> followed(pipeline, tables));
                running.stop();
                assertThat(running.awaitEnd()).isEmpty();
            }
        }
    }

    /** DDL and rows in the same transactions, all of it in the WAL before the pipeline sees any, and the process dies on the way. */
    @ParameterizedTest
    @MethodSource("crashes")
    void aBacklogIsFollowedThroughItsShapes(String crash, String part) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("shapes")) {
            create(db, "t", "");
            create(db, "u", "");
            db.execute("INSERT INTO t (id, n) SELECT g, g FROM generate_series(1000, 1100) AS g");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            long copied = pipeline.records("public.t");
            db.execute(
                    """
                    BEGIN;
                    UPDATE t SET note = 'first' WHERE id < 12;
                    ALTER TABLE t ADD COLUMN a int DEFAULT 7;
                    UPDATE t SET a = 8 WHERE id = 1;
                    UPDATE t SET note = 'a' WHERE id BETWEEN 1010 AND 1050;
                    SAVEPOINT s;
                    ALTER TABLE t ADD COLUMN x int DEFAULT 1;
                    UPDATE t SET x = 5 WHERE id = 2;
                    ROLLBACK TO s;
                    ALTER TABLE t DROP COLUMN note;
                    UPDATE t SET n = n + 1 WHERE id IN (3, 4);
                    UPDATE u SET note = 'between' WHERE id = 3;
                    ALTER TABLE t ADD COLUMN b text DEFAULT 'b', ALTER COLUMN short TYPE text;
                    DELETE FROM t WHERE id = 5;
                    UPDATE t SET b = 'c' WHERE id = 1060;
                    ALTER TABLE u ADD COLUMN a int NOT NULL DEFAULT 1, DROP COLUMN short;
                    COMMIT""",
                    "UPDATE t SET id = 2000 WHERE id = 4",
                    "ALTER TABLE t ADD COLUMN c numeric(5,1) DEFAULT 1.5",
                    "INSERT INTO t (id) VALUES (3000)");
            try (JavaProcess dying = PipelineProcess.start(
                    pipeline.yaml(), true, "culvert.crash=" + crash, "culvert.test.part=" + part)) {
                assertThat(dying.exitCode(LIMIT)).isEqualTo(137);
            }
            db.execute("UPDATE t SET a = a + 1 WHERE id BETWEEN 7 AND 9", "UPDATE u SET n = 0 WHERE id = 1");
            RunningPipeline.untilNow(pipeline.yaml());
            same(pipeline, "t", "u");
            long again = pipeline.topics("public.t").records() - copied;
            assertThat(again).as("changes, and no copy").isLessThan(80);
        }
    }

    @ParameterizedTest
    @MethodSource("unprovable")
    void whatCannotBeProvenStopsAndIsMendedByACopy(String change) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("shapes")) {
            db.execute("CREATE TYPE mood AS ENUM ('sad', 'ok')");
            create(db, "t", "");
            db.execute(
                    "CREATE TYPE tint AS ENUM ('red', 'blue')",
                    "CREATE TYPE pair AS (tint tint, n int)",
                    "ALTER TABLE t ADD COLUMN m mood DEFAULT 'sad', ADD COLUMN p pair DEFAULT ('red', 1)");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("UPDATE t SET n = 0 WHERE id = 1");
            db.execute(change.split("; "));
            db.execute("UPDATE t SET n = 0 WHERE id = 2");
            RunOptions until = RunOptions.standard().until(new RunOptions.Until.Now());
            CulvertException stopped =
                    RunningPipeline.start(pipeline.yaml(), until).awaitEnd().orElseThrow();
            assertThat(stopped.code()).isEqualTo(ErrorCode.SHAPE_CHANGED);
            assertThat(stopped.remedy()).contains("culvert run FILE --resnapshot public.t");
            assertThat(pipeline.topics("public.t").problems()).isEmpty();
            TableRequests again =
                    new TableRequests(List.of(TablePattern.parse("public.t").orElseThrow()), List.of());
            assertThat(RunningPipeline.start(pipeline.yaml(), until.tables(again))
                            .awaitEnd())
                    .isEmpty();
            same(pipeline, "t");
        }
    }

    /** The column's rows of before are in the topic, and a row that nobody touched since has null or the new default. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNameThatComesBackAfterRowsWithoutItStops(boolean inOneGo) {
        try (PostgresDatabase db = PostgresServer.shared(13).createDatabase("shapes")) {
            create(db, "t", "");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("ALTER TABLE t DROP COLUMN seen", "UPDATE t SET n = 0 WHERE id = 1");
            if (!inOneGo) {
                RunningPipeline.untilNow(pipeline.yaml());
                same(pipeline, "t");
            }
            db.execute("ALTER TABLE t ADD COLUMN seen timestamptz(3)", "UPDATE t SET n = 0 WHERE id = 2");
            RunOptions until = RunOptions.standard().until(new RunOptions.Until.Now());
            CulvertException stopped =
                    RunningPipeline.start(pipeline.yaml(), until).awaitEnd().orElseThrow();
            assertThat(stopped.code()).isEqualTo(ErrorCode.SHAPE_CHANGED);
            assertThat(stopped.fact()).contains("\"seen\" was dropped and added again");
            again(pipeline);
            same(pipeline, "t"); // in the schema that it had at first: the newest again
            db.execute("ALTER TABLE t DROP COLUMN short", "UPDATE t SET n = 0 WHERE id = 3");
            RunningPipeline.untilNow(pipeline.yaml());
            same(pipeline, "t");
        }
    }

    /** A partition has its own value for rows of before; one that is made meanwhile has none, and stops nothing. */
    @Test
    void partitionsThatDifferInWhatOlderRowsHaveStop() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("shapes")) {
            create(db, "t", " PARTITION BY RANGE (id)");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute(
                    "ALTER TABLE t ADD COLUMN a int DEFAULT 7",
                    "CREATE TABLE t_3 PARTITION OF t FOR VALUES FROM (100) TO (200)",
                    "INSERT INTO t (id) VALUES (100)");
            RunningPipeline.untilNow(pipeline.yaml());
            same(pipeline, "t");
            db.execute(
                    "ALTER TABLE t ADD COLUMN b int",
                    "CREATE TABLE t_4 (LIKE t)",
                    "ALTER TABLE t_4 DROP COLUMN b",
                    "ALTER TABLE t_4 ADD COLUMN b int DEFAULT 5",
                    "ALTER TABLE t ATTACH PARTITION t_4 FOR VALUES FROM (200) TO (300)",
                    "UPDATE t SET n = 0 WHERE id IN (1, 100)");
            CulvertException stopped = RunningPipeline.start(
                            pipeline.yaml(), RunOptions.standard().until(new RunOptions.Until.Now()))
                    .awaitEnd()
                    .orElseThrow();
            assertThat(stopped.code()).isEqualTo(ErrorCode.SHAPE_CHANGED);
            assertThat(stopped.fact()).contains("Column \"b\" was added").contains("partition");
            again(pipeline);
            same(pipeline, "t");
        }
    }

    /** Its list of columns is older than the column, and nobody asked for a copy. */
    @Test
    void aColumnThatIsAddedBesideAListIsLeftOutUntilItIsAskedFor() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("shapes")) {
            create(db, "t", "");
            TestPipeline pipeline =
                    TestPipeline.on(db).tables("    - {table: public.t, columns: {exclude: [amount]}}\n");
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("ALTER TABLE t ADD COLUMN a int DEFAULT 7", "UPDATE t SET n = 0, a = 8 WHERE id = 1");
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("UPDATE t SET n = 1 WHERE id = 2");
            RunningPipeline.untilNow(pipeline.yaml());
            assertThat(pipeline.records("public.t")).isEqualTo(ROWS + 2);
            again(pipeline);
            PipelineTopics topics = pipeline.topics("public.t");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.differences(
                            pipeline.topic("public.t"),
                            pipeline.table("t").columns("id", "n", "note", "short", "seen", "a")))
                    .isEmpty();
        }
    }

    /** The position keeps what the catalog forgets when the rows are written anew: which value older records lack. */
    @Test
    void whatOlderRecordsLackOutlivesTheCatalogsMemory() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("shapes")) {
            create(db, "t", "");
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("ALTER TABLE t ADD COLUMN a int DEFAULT 7", "UPDATE t SET n = 0 WHERE id = 1");
            withoutALook(pipeline, ROWS + 1);
            db.execute("VACUUM FULL t", "UPDATE t SET n = 0 WHERE id = 2");
            RunningPipeline.untilNow(pipeline.yaml());
            RunOptions often = RunOptions.standard().heartbeat(Duration.ofMillis(500));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute("ALTER TABLE t ADD COLUMN b int DEFAULT 8");
                // no row tells, but the look at the catalog, and what it saw is remembered until one does
                Awaitility.await().atMost(LIMIT).until(() -> positionTells(pipeline, "\"name\":\"b\""));
                db.execute("VACUUM FULL t", "UPDATE t SET n = 0 WHERE id = 3");
                Awaitility.await().atMost(LIMIT).until(() -> pipeline.records("public.t") == ROWS + 3);
            }
            same(pipeline, "t");
        }
    }

    /** JSON has no schema that could tell what older rows have. */
    @Test
    void inJsonAColumnIsFollowedWhereOlderRowsHaveNull() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("shapes")) {
            create(db, "t", "");
            TestPipeline pipeline = TestPipeline.on(db).json("debezium");
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("ALTER TABLE t ADD COLUMN a int", "UPDATE t SET a = 1");
            RunningPipeline.untilNow(pipeline.yaml());
            same(pipeline, "t");
            db.execute("ALTER TABLE t ADD COLUMN b int DEFAULT 7", "UPDATE t SET a = 2 WHERE id = 1");
            assertThat(RunningPipeline.start(pipeline.yaml(), RunOptions.standard())
                            .awaitEnd()
                            .orElseThrow()
                            .code())
                    .isEqualTo(ErrorCode.SHAPE_CHANGED);
        }
    }

    private static boolean positionTells(TestPipeline pipeline, String text) {
        AtomicBoolean told = new AtomicBoolean();
        new TopicReader(KafkaServer.shared().bootstrap(), Map.of(), LIMIT)
                .read(List.of(pipeline.name() + ".offsets"), TopicReader.Isolation.COMMITTED, record -> {
                    if (record.value() != null && new String(record.value(), StandardCharsets.UTF_8).contains(text)) {
                        told.set(true);
                    }
                });
        return told.get();
    }

    /** What the position says of a shape is then of the stream alone. */
    private static void withoutALook(TestPipeline pipeline, long records) {
        RunOptions never = RunOptions.standard().heartbeat(Duration.ofHours(1));
        try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), never)) {
            Awaitility.await().atMost(LIMIT).until(() -> pipeline.records("public.t") == records);
            running.stop();
            assertThat(running.awaitEnd()).isEmpty();
        }
    }

    private static void again(TestPipeline pipeline) {
        TableRequests again =
                new TableRequests(List.of(TablePattern.parse("public.t").orElseThrow()), List.of());
        RunOptions options =
                RunOptions.standard().until(new RunOptions.Until.Now()).tables(again);
        assertThat(RunningPipeline.start(pipeline.yaml(), options).awaitEnd()).isEmpty();
    }

    private static void same(TestPipeline pipeline, String... tables) {
        PipelineTopics topics =
                pipeline.topics(List.of(tables).stream().map(t -> "public." + t).toArray(String[]::new));
        assertThat(topics.problems()).isEmpty();
        for (String table : tables) {
            assertThat(topics.differences(pipeline.topic("public." + table), pipeline.table(table)))
                    .as(table)
                    .isEmpty();
        }
    }

    private static void create(PostgresDatabase db, String table, String ending) {
        db.execute("CREATE TABLE " + table + " (id int PRIMARY KEY, n int, note text, short varchar(10),"
                + " amount numeric(10,2), seen timestamptz(3))" + ending);
        if (!ending.isEmpty()) {
            db.execute(
                    "CREATE TABLE " + table + "_1 PARTITION OF " + table + " FOR VALUES FROM (0) TO (10)",
                    "CREATE TABLE " + table + "_2 PARTITION OF " + table + " FOR VALUES FROM (10) TO (100)");
        }
        db.execute("INSERT INTO " + table + " SELECT g, g, 'a', 'b', g / 4.0, '2026-11-21 10:00:00.125+00'"
                + " FROM generate_series(1, " + ROWS + ") AS g");
    }

    /** The topics are the tables, and nothing was copied again. */
    private static void followed(TestPipeline pipeline, List<String> tables) {
        AtomicLong copied = new AtomicLong();
        PipelineTopics topics = pipeline.topics(
                change -> {
                    if (change.operation() == TableRecord.Operation.READ
                            || change.origin().generation() > 1) {
                        copied.incrementAndGet();
                    }
                },
                tables.stream().map(table -> "public." + table).toArray(String[]::new));
        assertThat(topics.problems()).isEmpty();
        for (String table : tables) {
            assertThat(topics.differences(pipeline.topic("public." + table), pipeline.table(table)))
                    .as(table)
                    .isEmpty();
        }
        assertThat(copied.get()).isEqualTo((long) tables.size() * ROWS);
    }
}
