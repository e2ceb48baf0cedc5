package dev.culvert.sink.flink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.flink.harness.Background;
import dev.culvert.sink.flink.harness.BankTraffic;
import dev.culvert.sink.flink.harness.PostgresStore;
import dev.culvert.sink.flink.harness.SinkScene;
import dev.culvert.sink.flink.harness.Stops;
import dev.culvert.testkit.Sweep;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens around a sink: it follows, or stops by the name of what is wrong, with nothing lost; all of it in the sweep. */
class SinkStopsIT {

    static List<Named<Runnable>> scenes() {
        return Sweep.first(
                2,
                List.of(
                        Named.of("two tables copied anew", SinkStopsIT::twoTablesAreCopiedAnew),
                        Named.of("a topic made again, a record of nobody's schema", SinkStopsIT::topicsOfOthers),
                        Named.of("a table goes on in its next topic", SinkStopsIT::aTableGoesOnInItsNextTopic),
                        Named.of("copied anew while the sink runs", SinkStopsIT::copiedAnewUnderTheSink),
                        Named.of("records that nobody has read are gone", SinkStopsIT::unreadRecordsAreGone),
                        Named.of("transactions of nothing", SinkStopsIT::transactionsOfNothing),
                        Named.of("tables that do not fit", SinkStopsIT::tablesThatDoNotFit),
                        Named.of("a role without rights", SinkStopsIT::aRoleWithoutRights),
                        Named.of("a server that is away", SinkStopsIT::aServerThatIsAway),
                        Named.of("started twice", SinkStopsIT::startedTwice)));
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void followsOrStopsByName(Runnable scene) {
        scene.run();
    }

    private static SinkScene scene(String more) {
        return SinkScene.postgres(18, SinkScene.avro(), more);
    }

    private static RunOptions anew(String... patterns) {
        return RunOptions.standard()
                .tables(new TableRequests(
                        List.of(patterns).stream()
                                .flatMap(pattern -> TablePattern.parse(pattern).stream())
                                .toList(),
                        List.of()));
    }

    /** Rows that go between the position and the copy are in no record: the truncate takes them, and each table has its own. */
    private static void twoTablesAreCopiedAnew() {
        try (SinkScene scene = scene("")) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.a (id int PRIMARY KEY)",
                            "CREATE TABLE public.b (id int PRIMARY KEY)",
                            "INSERT INTO public.a SELECT generate_series(1, 20)",
                            "INSERT INTO public.b SELECT generate_series(1, 20)");
            scene.catchUp();
            scene.source().execute("DELETE FROM public.a", "DELETE FROM public.b WHERE id > 10");
            scene.pipelineUntilNow(anew("public.a", "public.b"));
            scene.sinkUntilNow();
            scene.assertEqual(List.of("a", "b"));
        }
    }

    private static void topicsOfOthers() {
        try (SinkScene scene = scene("")) {
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY)");
            scene.pipelineUntilNow();
            scene.source().execute("INSERT INTO public.t VALUES (1)");
            scene.catchUp();
            String topic = scene.name() + ".public.t";
            Stops.writeForeign(topic);
            Stops.assertBy(scene, ErrorCode.SINK_RECORD, "partition 0, offset ");
            scene.assertEqual(List.of("t"));

            Stops.delete(topic);
            Stops.assertBy(scene, ErrorCode.TOPIC_MISSING, topic);
            KafkaServer.shared().createTopic(topic, 3, Map.of());
            Stops.assertBy(scene, ErrorCode.SINK_GAP, "deleted and made again");

            String transactions = scene.name() + ".transactions";
            Stops.delete(transactions);
            KafkaServer.shared().createTopic(transactions, 1, Map.of());
            Stops.assertBy(scene, ErrorCode.SINK_GAP, "It ends at offset 0, and the sink has read to ");
            scene.assertEqual(List.of("t"));
        }
    }

    private static void aTableGoesOnInItsNextTopic() {
        String format = SinkScene.avro().replace("}}", ", onIncompatibleSchema: new-topic}}");
        try (SinkScene scene = SinkScene.postgres(18, format, "snapshot: {onShapeChange: copy}")) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.t (id int PRIMARY KEY, amount numeric(10,2))",
                            "INSERT INTO public.t SELECT g, g FROM generate_series(1, 50) g");
            scene.catchUp();
            try (Background pipeline = scene.startPipeline();
                    Background sink = scene.startSink()) {
                scene.source()
                        .execute(
                                "UPDATE public.t SET amount = 7 WHERE id < 10",
                                "ALTER TABLE public.t ALTER amount TYPE numeric(14,4)",
                                "UPDATE public.t SET amount = 7.1234 WHERE id BETWEEN 5 AND 15",
                                "DELETE FROM public.t WHERE id = 40");
                Awaitility.await().atMost(Stops.LIMIT).until(() -> {
                    assertThat(pipeline.hasEnded() || sink.hasEnded()).isFalse();
                    return scene.target().number("SELECT count(*) FROM public.t WHERE amount = 7.1234") == 11;
                });
                pipeline.stop();
                sink.stop();
            }
            scene.catchUp();
            scene.assertEqual(List.of("t"));
            assertThat(scene.target().query("SELECT topic FROM culvert.sink_table WHERE NOT former"))
                    .containsExactly(List.of(scene.name() + ".public.t.v2"));
        }
    }

    private static void copiedAnewUnderTheSink() {
        try (SinkScene scene = scene("")) {
            BankTraffic traffic = new BankTraffic(scene.source(), 11);
            traffic.run(100);
            scene.catchUp();
            try (Background sink = scene.startSink()) {
                for (int i = 0; i < 3; i++) {
                    traffic.run(50);
                    scene.source().execute("TRUNCATE public.docs, public.bulk");
                    scene.pipelineUntilNow(anew(i == 1 ? "*.*" : "public.*"));
                    traffic.large(2_000);
                }
                sink.stop();
            }
            scene.catchUp();
            scene.assertEqual(List.of("left_accounts", "right_accounts", "bulk"));
        }
    }

    private static void unreadRecordsAreGone() {
        try (SinkScene scene = scene("")) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.t (id int PRIMARY KEY)",
                            "INSERT INTO public.t SELECT generate_series(1, 50)");
            scene.catchUp();
            scene.source()
                    .execute(
                            "INSERT INTO public.t SELECT generate_series(51, 99)", "DELETE FROM public.t WHERE id = 1");
            scene.pipelineUntilNow();
            deleteRecords(scene.name() + ".public.t");
            scene.source().execute("INSERT INTO public.t VALUES (100)");
            scene.pipelineUntilNow();
            Stops.assertBy(scene, ErrorCode.SINK_GAP, "records were deleted before they were read");
            assertThat(scene.target().number("SELECT count(*) FROM public.t")).isEqualTo(50);
            scene.edit(yaml ->
                    yaml.replace("[{table: \"public.*\"}]", "[{table: public.t, topic: " + scene.name() + ".again}]"));
            scene.pipelineUntilNow(anew("public.t"));
            scene.source().execute("DELETE FROM public.t WHERE id = 60");
            scene.catchUp();
            scene.assertEqual(List.of("t"));
        }
    }

    /** As retention does. */
    private static void deleteRecords(String topic) {
        try (Admin admin = KafkaServer.shared().admin()) {
            for (int i = 0; i < 3; i++) {
                Stops.done(admin.deleteRecords(Map.of(
                                new org.apache.kafka.common.TopicPartition(topic, i),
                                org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(-1)))
                        .all());
            }
        }
    }

    /** Nothing that is captured, in many ways; and a table whose partitions stay empty for long. */
    private static void transactionsOfNothing() {
        try (SinkScene scene = scene("")) {
            scene.source()
                    .execute(
                            "CREATE TABLE public.t (id int PRIMARY KEY, n int)",
                            "CREATE TABLE public.quiet (id int PRIMARY KEY)",
                            "CREATE SCHEMA other",
                            "CREATE TABLE other.o (id int)",
                            "INSERT INTO public.t VALUES (1, 0)");
            scene.catchUp();
            try (Background pipeline = scene.startPipeline();
                    Background sink = scene.startSink()) {
                for (int i = 1; i <= 20; i++) {
                    scene.source()
                            .execute(
                                    "BEGIN; SELECT pg_current_xact_id(); COMMIT",
                                    "INSERT INTO other.o VALUES (1)",
                                    "UPDATE public.t SET n = 1 WHERE id = 99",
                                    "BEGIN; INSERT INTO public.quiet VALUES (1); ROLLBACK",
                                    "SELECT pg_logical_emit_message(true, 'nobody', 'x')",
                                    "UPDATE public.t SET n = " + i);
                }
                Awaitility.await()
                        .atMost(Stops.LIMIT)
                        .until(() -> scene.target().number("SELECT n FROM public.t") == 20);
                scene.source().execute("INSERT INTO public.quiet VALUES (7)");
                Awaitility.await().atMost(Stops.LIMIT).until(() -> scene.target()
                        .value("SELECT to_regclass('public.quiet')")
                        .isPresent());
                pipeline.stop();
                sink.stop();
            }
            scene.catchUp();
            scene.assertEqual(List.of("t", "quiet"));
        }
    }

    private static void tablesThatDoNotFit() {
        try (SinkScene scene = scene("")) {
            scene.source()
                    .execute("CREATE TABLE public.t (id int PRIMARY KEY, n int)", "INSERT INTO public.t VALUES (1, 1)");
            scene.pipelineUntilNow();
            scene.target().execute("CREATE TABLE public.t (id int, n int)");
            Stops.assertBy(scene, ErrorCode.SINK_TABLE, "no primary key");
            scene.target().execute("DROP TABLE public.t", "CREATE TABLE public.t (id int PRIMARY KEY, n uuid)");
            Stops.assertBy(scene, ErrorCode.SINK_TABLE, "\"n\" is of type uuid");
            scene.target().execute("DROP TABLE public.t", "CREATE VIEW public.t AS SELECT 1 AS id, 1 AS n");
            Stops.assertBy(scene, ErrorCode.SINK_TABLE, "no primary key");
            scene.target()
                    .execute(
                            "DROP VIEW public.t",
                            "CREATE TABLE public.t (id int PRIMARY KEY, n int GENERATED ALWAYS AS (id * 2) STORED)");
            Stops.assertBy(scene, ErrorCode.SINK_TABLE, "\"n\" is generated");
            scene.target().execute("ALTER TABLE public.t ALTER COLUMN n DROP EXPRESSION");
            scene.sinkUntilNow();
            scene.assertEqual(List.of("t"));
            scene.source()
                    .execute(
                            "CREATE TABLE public.keyless (id int)",
                            "ALTER TABLE public.keyless REPLICA IDENTITY FULL",
                            "INSERT INTO public.keyless VALUES (1)");
            scene.pipelineUntilNow();
            Stops.assertBy(scene, ErrorCode.SINK_TABLE, "have no key");
        }
    }

    private static void aRoleWithoutRights() {
        PostgresServer server = PostgresServer.shared(18);
        String role = "CREATE ROLE sink_reader LOGIN";
        server.maintenance().execute(role);
        PostgresDatabase target = server.createDatabase("sink_target");
        try (SinkScene scene = new SinkScene(
                server.createDatabase("sink_source"),
                new PostgresStore(target.as("sink_reader")),
                KafkaServer.shared(),
                SinkScene.avro(),
                "")) {
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY)", "INSERT INTO public.t VALUES (1)");
            scene.pipelineUntilNow();
            Stops.assertBy(scene, ErrorCode.PG_PRIVILEGE, "Permission denied");
            target.execute(
                    "GRANT CREATE ON DATABASE " + PostgresDatabase.quote(target.name()) + " TO sink_reader",
                    "GRANT CREATE ON SCHEMA public TO sink_reader");
            scene.sinkUntilNow();
            scene.assertEqual(List.of("t"));

            String table = "ALTER TABLE public.t ";
            scene.target()
                    .execute(
                            table + "ENABLE ROW LEVEL SECURITY",
                            table + "FORCE ROW LEVEL SECURITY",
                            "CREATE POLICY few ON public.t USING (id > 1)");
            scene.source().execute("DELETE FROM public.t WHERE id = 1");
            scene.pipelineUntilNow();
            Stops.assertBy(scene, ErrorCode.SINK_TABLE, "Row-level security holds");
            scene.target().execute(table + "NO FORCE ROW LEVEL SECURITY");
            scene.sinkUntilNow();
            scene.assertEqual(List.of("t"));
        } finally {
            server.maintenance().execute("DROP ROLE IF EXISTS sink_reader");
        }
    }

    private static void aServerThatIsAway() {
        try (PostgresServer server = PostgresServer.start(18);
                SinkScene scene = new SinkScene(
                        PostgresServer.shared(18).createDatabase("sink_source"),
                        new PostgresStore(server.createDatabase("sink_target")),
                        KafkaServer.shared(),
                        SinkScene.avro(),
                        "")) {
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY)", "INSERT INTO public.t VALUES (1)");
            scene.pipelineUntilNow();
            server.kill();
            Stops.assertBy(scene, ErrorCode.PG_UNREACHABLE, "");
            server.start();
            try (Background sink = scene.startSink()) {
                Awaitility.await().atMost(Stops.LIMIT).until(() -> scene.target()
                        .value("SELECT to_regclass('public.t')")
                        .isPresent());
                server.kill(); // under the sink it is waited for
                scene.source().execute("INSERT INTO public.t VALUES (2)");
                scene.pipelineUntilNow();
                server.start();
                Awaitility.await()
                        .atMost(Stops.LIMIT)
                        .until(() -> scene.target().number("SELECT count(*) FROM public.t") == 2);
                sink.stop();
            }
        }
    }

    private static void startedTwice() {
        try (SinkScene scene = scene("")) {
            scene.source().execute("CREATE TABLE public.t (id int PRIMARY KEY)", "INSERT INTO public.t VALUES (1)");
            scene.pipelineUntilNow();
            try (Background first = scene.startSink()) {
                Awaitility.await().atMost(Stops.LIMIT).until(() -> scene.target()
                        .value("SELECT to_regclass('public.t')")
                        .isPresent());
                try (Background second = scene.startSink()) {
                    Optional<CulvertException> end = second.awaitEnd();
                    Stops.assertIs(end.orElse(null), ErrorCode.SINK_IN_USE, "Another session writes to it");
                }
                assertThat(first.hasEnded()).isFalse();
                scene.source().execute("INSERT INTO public.t VALUES (2)");
                scene.pipelineUntilNow();
                Awaitility.await()
                        .atMost(Stops.LIMIT)
                        .until(() -> scene.target().number("SELECT count(*) FROM public.t") == 2);
            }
        }
    }
}
