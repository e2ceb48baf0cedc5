package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What others do to slot, publication, tables and topics while the pipeline is away: it stops by name and writes nothing. */
class TamperingIT {

    static Stream<Arguments> whileStopped() {
        return Stream.of(
                tampering(
                        "slot advanced",
                        ErrorCode.SLOT_AHEAD,
                        (db, pipeline) -> db.execute(
                                "INSERT INTO public.t VALUES (77, 'skipped')",
                                "SELECT pg_replication_slot_advance('" + pipeline.slot() + "', pg_current_wal_lsn())")),
                tampering(
                        "slot dropped",
                        ErrorCode.SLOT_MISSING,
                        (db, pipeline) -> db.execute("SELECT pg_drop_replication_slot('" + pipeline.slot() + "')")),
                tampering(
                        "slot made again",
                        ErrorCode.SLOT_AHEAD,
                        (db, pipeline) -> db.execute(
                                "SELECT pg_drop_replication_slot('" + pipeline.slot() + "')",
                                "INSERT INTO public.t VALUES (77, 'lost')",
                                "SELECT pg_create_logical_replication_slot('" + pipeline.slot() + "', 'pgoutput')")),
                tampering(
                        "slot of another plugin",
                        ErrorCode.SLOT_FOREIGN,
                        (db, pipeline) -> db.execute(
                                "SELECT pg_drop_replication_slot('" + pipeline.slot() + "')",
                                "SELECT pg_create_physical_replication_slot('" + pipeline.slot() + "')")),
                tampering(
                        "publication dropped",
                        ErrorCode.PUBLICATION_MISSING,
                        (db, pipeline) -> db.execute("DROP PUBLICATION " + pipeline.slot())),
                tampering(
                        "publication made again",
                        ErrorCode.PUBLICATION_CHANGED,
                        (db, pipeline) -> db.execute(
                                "DROP PUBLICATION " + pipeline.slot(),
                                "INSERT INTO public.t VALUES (77, 'lost')",
                                "CREATE PUBLICATION " + pipeline.slot()
                                        + " FOR TABLE public.t, public.u WITH (publish_via_partition_root = true)")),
                tampering(
                        "deletes not published any more",
                        ErrorCode.PUBLICATION_CHANGED,
                        (db, pipeline) -> db.execute(
                                "ALTER PUBLICATION " + pipeline.slot() + " SET (publish = 'insert, update')",
                                "DELETE FROM public.t")),
                tampering(
                        "table taken out",
                        ErrorCode.POSITION_TABLES,
                        (db, pipeline) -> db.execute("ALTER PUBLICATION " + pipeline.slot() + " DROP TABLE public.t")),
                tampering(
                        "table taken out and put back",
                        ErrorCode.PUBLICATION_CHANGED,
                        (db, pipeline) -> db.execute(
                                "ALTER PUBLICATION " + pipeline.slot() + " DROP TABLE public.t",
                                "INSERT INTO public.t VALUES (77, 'lost')",
                                "ALTER PUBLICATION " + pipeline.slot() + " ADD TABLE public.t")),
                tampering(
                        "table dropped and made again",
                        ErrorCode.POSITION_TABLES,
                        (db, pipeline) -> db.execute(
                                "DROP TABLE public.t",
                                "CREATE TABLE public.t (id int PRIMARY KEY, note text)",
                                "ALTER PUBLICATION " + pipeline.slot() + " ADD TABLE public.t")),
                tampering(
                        "column added",
                        ErrorCode.SHAPE_CHANGED,
                        (db, pipeline) -> db.execute("ALTER TABLE public.t ADD COLUMN more int DEFAULT random() * 9")),
                tampering(
                        "column retyped",
                        ErrorCode.SHAPE_CHANGED,
                        (db, pipeline) -> db.execute("ALTER TABLE public.t ALTER COLUMN note TYPE varchar(100)")),
                tampering(
                        "key moved",
                        ErrorCode.KEY_CHANGED,
                        (db, pipeline) ->
                                db.execute("ALTER TABLE public.t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY (id, note)")),
                tampering(
                        "topic deleted",
                        ErrorCode.TOPIC_MISSING,
                        (db, pipeline) -> deleteTopic(pipeline.topic("public.t"))));
    }

    private static Arguments tampering(
            String what, ErrorCode expected, BiConsumer<PostgresDatabase, TestPipeline> how) {
        return Arguments.of(what, expected, how);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whileStopped")
    void stopsByNameAndWritesNothing(
            String what, ErrorCode expected, BiConsumer<PostgresDatabase, TestPipeline> tampering) {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("tamper")) {
            TestPipeline pipeline = pipeline(db);
            long before = pipeline.records("public.u");
            tampering.accept(db, pipeline);
            db.execute("INSERT INTO public.u VALUES (99, 'must not come')");
            CulvertException error = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())
                    .awaitEnd()
                    .orElseThrow();
            assertThat(error.code()).isEqualTo(expected);
            assertThat(pipeline.records("public.u")).isEqualTo(before);
        }
    }

    @Test
    void aSlotWhoseWalIsGoneIsNamed() {
        try (PostgresServer server = PostgresServer.builder(18)
                        .setting("max_slot_wal_keep_size", "1MB")
                        .setting("min_wal_size", "32MB")
                        .setting("max_wal_size", "64MB")
                        .start();
                PostgresDatabase db = server.createDatabase("lost")) {
            TestPipeline pipeline = pipeline(db);
            for (int i = 0; i < 8; i++) {
                db.execute(
                        "CREATE TABLE filler AS SELECT repeat('x', 900) FROM generate_series(1, 20000)",
                        "DROP TABLE filler",
                        "SELECT pg_switch_wal()",
                        "CHECKPOINT");
            }
            CulvertException error = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())
                    .awaitEnd()
                    .orElseThrow();
            assertThat(error.code()).isEqualTo(ErrorCode.SLOT_LOST);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DROP TABLE public.t|POSITION_TABLES",
                "SET (publish = 'insert, update')|PUBLICATION_CHANGED",
                "SET (publish_via_partition_root = false)|PUBLICATION_CHANGED"
            })
    void aPublicationChangedUnderARunningPipelineEndsIt(String change, ErrorCode expected) {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("tamper")) {
            TestPipeline pipeline = pipeline(db);
            try (RunningPipeline running =
                    RunningPipeline.start(pipeline.yaml(), RunOptions.standard().heartbeat(Duration.ofMillis(500)))) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute("ALTER PUBLICATION " + pipeline.slot() + " " + change);
                assertThat(running.awaitEnd().orElseThrow().code()).isEqualTo(expected);
            }
        }
    }

    @Test
    void aSecondInstanceIsRefused() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("twice")) {
            TestPipeline pipeline = pipeline(db);
            try (RunningPipeline first = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
                first.awaitPhase(PipelinePhase.STREAMING);
                CulvertException refused = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())
                        .awaitEnd()
                        .orElseThrow();
                assertThat(refused.code()).isEqualTo(ErrorCode.SLOT_IN_USE);
                db.execute("INSERT INTO public.t VALUES (5, 'after')");
                assertThat(first.board().phase()).isEqualTo(PipelinePhase.STREAMING);
            }
            RunningPipeline.untilNow(pipeline.yaml());
            assertThat(pipeline.topics("public.t", "public.u").problems()).isEmpty();
        }
    }

    private static TestPipeline pipeline(PostgresDatabase db) {
        db.execute(
                "CREATE TABLE public.t (id int PRIMARY KEY, note text NOT NULL)",
                "CREATE TABLE public.u (id int PRIMARY KEY, note text)",
                "INSERT INTO public.t VALUES (1, 'a'), (2, 'b')",
                "INSERT INTO public.u VALUES (1, 'a')");
        TestPipeline pipeline = TestPipeline.on(db).tables("    - table: public.t\n    - table: public.u\n");
        RunningPipeline.untilNow(pipeline.yaml());
        return pipeline;
    }

    private static void deleteTopic(String topic) {
        try (Admin admin = KafkaServer.shared().admin()) {
            admin.deleteTopics(List.of(topic)).all().get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
