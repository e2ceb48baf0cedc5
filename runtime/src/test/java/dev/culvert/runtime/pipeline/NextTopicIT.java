package dev.culvert.runtime.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.PipelineProcess;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.runtime.plan.Endpoints;
import dev.culvert.runtime.plan.PipelinePlan;
import dev.culvert.runtime.plan.Planner;
import dev.culvert.runtime.start.TableRequests;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.definition.reader.DefinitionReader;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.process.JavaProcess;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TopicReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry that refuses a schema, or has lost what it had: the way out leads to topics that are the database. */
@Timeout(300)
class NextTopicIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MOVE = ", onIncompatibleSchema: new-topic";
    private static final String RETYPE = "ALTER TABLE public.t ALTER COLUMN n TYPE boolean USING n > 0";

    @Test
    void aRefusedSchemaStopsAndTheNextTopicIsTheWayOut() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("next")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("UPDATE public.t SET n = 2 WHERE id = 1");
            RunningPipeline.untilNow(pipeline.yaml());
            db.execute("DELETE FROM public.t WHERE id = 2", RETYPE, "UPDATE public.u SET n = 5 WHERE id = 3");
            long before = pipeline.records("public.t");

            CulvertException stopped = again(pipeline);
            assertThat(stopped.code()).isEqualTo(ErrorCode.REGISTRY_INCOMPATIBLE);
            assertThat(stopped.object()).isEqualTo("subject " + pipeline.topic("public.t") + "-value");
            assertThat(stopped.fact()).contains("before.n (was [null, int], is [null, boolean])");
            assertThat(stopped.remedy())
                    .contains("onIncompatibleSchema: new-topic")
                    .contains("--resnapshot");
            assertThat(db.number(
                            "SELECT count(*) FROM pg_publication_tables WHERE pubname = '" + pipeline.slot() + "'"))
                    .isEqualTo(2);

            pipeline.registry(RegistryServer.shared().url(), MOVE);
            PipelinePlan plan = plan(pipeline);
            assertThat(plan.topics().values()).contains(pipeline.topic("public.t.v2"));
            assertThat(plan.findings()).anySatisfy(finding -> {
                assertThat(finding.code()).isEqualTo(ErrorCode.REGISTRY_INCOMPATIBLE);
                assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                assertThat(finding.fact()).contains(pipeline.topic("public.t.v2"));
            });
            RunOptions again = RunOptions.standard().tables(requests()).until(new RunOptions.Until.Now());
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), again)) {
                assertThat(running.awaitEnd()).isEmpty();
                assertThat(running.board().totals()).hasSize(2);
            }
            db.execute("INSERT INTO public.t VALUES (7000, true)", "UPDATE public.t SET id = 7001 WHERE id = 3");
            same(pipeline, db, "t.v2");
            // the former topic is as it was: neither a truncate nor anything else came
            assertThat(pipeline.records("public.t")).isEqualTo(before);

            // what begins anew is whole by itself, and not behind somebody's records
            db.execute("ALTER TABLE public.t ALTER COLUMN n TYPE numeric(8,2) USING 1.5");
            String written = pipeline.topic("public.t.v3");
            KafkaServer.shared().createTopic(written, 1, Map.of());
            send(List.of(new ProducerRecord<>(written, bytes("somebody's"))));
            assertThat(plan(pipeline).topics().values()).contains(pipeline.topic("public.t.v4"));
        }
    }

    /** The next one remembers which it is, and so does a start that was killed on the way. */
    @Test
    void aTableMovesByItselfAndMovesOn() {
        try (PostgresDatabase db = PostgresServer.shared(18).createDatabase("next")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db)
                    .registry(RegistryServer.shared().url(), MOVE)
                    .with("snapshot: {onShapeChange: copy}\n");
            RunOptions often = RunOptions.standard().heartbeat(Duration.ofMillis(300));
            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), often)) {
                running.awaitPhase(PipelinePhase.STREAMING);
                db.execute("INSERT INTO public.t VALUES (5000, 1)", RETYPE, "INSERT INTO public.t VALUES (5001, true)");
                Awaitility.await()
                        .atMost(LIMIT)
                        .until(() -> running.board().phase() == PipelinePhase.STREAMING
                                && has(pipeline, "public.t.v2", 501));
                running.stop();
                assertThat(running.awaitEnd()).isEmpty();
            }
            same(pipeline, db, "t.v2");
            long first = pipeline.records("public.t");
            long second = pipeline.records("public.t.v2");

            db.execute("ALTER TABLE public.t ALTER COLUMN n TYPE numeric(8,2) USING 1.5");
            try (JavaProcess dying = PipelineProcess.start(pipeline.yaml(), true, "culvert.crash=in-snapshot:100")) {
                assertThat(dying.exitCode(LIMIT)).isEqualTo(137);
            }
            db.execute("DELETE FROM public.t WHERE id < 10", "UPDATE public.t SET n = 3.25 WHERE id = 20");
            same(pipeline, db, "t.v3");
            assertThat(pipeline.records("public.t")).isEqualTo(first);
            assertThat(pipeline.records("public.t.v2")).isEqualTo(second);
        }
    }

    /** Ids that a restarted registry hands out as before are as good as before; others are a stop, whatever is asked for. */
    @Test
    void aRegistryThatLostItsSchemas() throws Exception {
        try (RegistryServer registry = RegistryServer.create();
                PostgresDatabase db = PostgresServer.shared(15).createDatabase("next")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db).registry(registry.url(), "");
            RunningPipeline.untilNow(pipeline.yaml());
            registry.restart();
            db.execute("UPDATE public.t SET n = 2 WHERE id = 1");
            same(pipeline, db, "t");

            for (String name : List.of("public.t-key", "public.t-value", "public.u-value", "transactions-value")) {
                delete(registry, pipeline.topic(name));
            }
            db.execute("UPDATE public.t SET n = 3 WHERE id = 1");
            for (boolean everything : new boolean[] {false, true}) {
                CulvertException stopped = ended(pipeline, everything ? all() : RunOptions.standard());
                assertThat(stopped.code()).isEqualTo(ErrorCode.REGISTRY_ID_CHANGED);
                assertThat(stopped.remedy()).contains("kafka-delete-records.sh").contains("new-topic");
            }

            pipeline.registry(registry.url(), MOVE);
            assertThat(ended(pipeline, all()).object()).contains(pipeline.name() + ".transactions");
            empty(pipeline.name() + ".transactions");
            assertThat(RunningPipeline.start(pipeline.yaml(), all().until(new RunOptions.Until.Now()))
                            .awaitEnd())
                    .isEmpty();
            db.execute("UPDATE public.t SET n = 4 WHERE id = 1");
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.t.v2", "public.u.v2");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.differences(pipeline.topic("public.t.v2"), pipeline.table("t")))
                    .isEmpty();
            assertThat(topics.differences(pipeline.topic("public.u.v2"), pipeline.table("u")))
                    .isEmpty();

            try (RunningPipeline running = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())) {
                running.awaitPhase(PipelinePhase.STREAMING);
                registry.restart();
                // the schema of this one would get an id that records have
                db.execute("ALTER TABLE public.u ADD COLUMN more int", "UPDATE public.u SET more = 1 WHERE id = 1");
                assertThat(running.awaitEnd().orElseThrow().code()).isEqualTo(ErrorCode.REGISTRY_ID_CHANGED);
            }
        }
    }

    /** A version of Culvert that gives a key's schema other words: its id is a part of a key's bytes, and decides the partition. */
    @Test
    void aKeyKeepsTheIdOfThePosition() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("next")) {
            create(db);
            TestPipeline pipeline = TestPipeline.on(db);
            RunningPipeline.untilNow(pipeline.yaml());
            String subject = pipeline.topic("public.t-key");
            String versions = RegistryServer.shared().url() + "/subjects/" + subject + "/versions";
            JsonNode newest = answer(HttpRequest.newBuilder(URI.create(versions + "/latest")));
            int id = newest.path("id").asInt();
            ObjectNode words = JSON.createObjectNode();
            words.put("schema", newest.path("schema").asText().replaceFirst("\\{", "{\"doc\": \"other words\","));
            answer(HttpRequest.newBuilder(URI.create(versions))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(words.toString())));
            int former = answer(HttpRequest.newBuilder(URI.create(versions + "/latest")))
                    .path("id")
                    .asInt();
            assertThat(former).isNotEqualTo(id);
            // as if the records so far had been written with that one
            replaceInPosition(
                    pipeline,
                    Map.of(
                            "\"keySchemaId\":" + id + ",", "\"keySchemaId\":" + former + ",",
                            "\"" + subject + "\",\"id\":" + id + ",", "\"" + subject + "\",\"id\":" + former + ","));

            db.execute("INSERT INTO public.t VALUES (7000, 1)");
            RunningPipeline.untilNow(pipeline.yaml());

            Map<Integer, Integer> records = new TreeMap<>();
            read(
                    pipeline.topic("public.t"),
                    record -> records.merge(
                            ByteBuffer.wrap(record.key(), 1, Integer.BYTES).getInt(), 1, Integer::sum));
            assertThat(records).containsExactlyInAnyOrderEntriesOf(Map.of(id, 500, former, 1));
        }
    }

    private static JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** Each text is there once, or the test would prove nothing. */
    private static void replaceInPosition(TestPipeline pipeline, Map<String, String> replacements) {
        String topic = pipeline.name() + ".offsets";
        Map<String, String> newest = new TreeMap<>();
        read(topic, record -> newest.put(text(record.key()), text(record.value())));
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        int replaced = 0;
        for (Map.Entry<String, String> record : newest.entrySet()) {
            String value = record.getValue();
            for (Map.Entry<String, String> each : replacements.entrySet()) {
                replaced += value.split(Pattern.quote(each.getKey()), -1).length - 1;
                value = value.replace(each.getKey(), each.getValue());
            }
            records.add(new ProducerRecord<>(topic, 0, bytes(record.getKey()), bytes(value)));
        }
        assertThat(replaced).isEqualTo(replacements.size());
        send(records);
    }

    private static void send(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            records.forEach(producer::send);
        }
    }

    private static void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        new TopicReader(KafkaServer.shared().bootstrap(), Map.of(), LIMIT)
                .read(List.of(topic), TopicReader.Isolation.COMMITTED, listener::accept);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void create(PostgresDatabase db) {
        db.execute(
                "CREATE TABLE public.t (id int PRIMARY KEY, n int)",
                "CREATE TABLE public.u (id int PRIMARY KEY, n int)",
                "INSERT INTO public.t SELECT g, g FROM generate_series(1, 500) AS g",
                "INSERT INTO public.u SELECT g, g FROM generate_series(1, 500) AS g");
    }

    private static TableRequests requests() {
        return new TableRequests(List.of(TablePattern.parse("public.t").orElseThrow()), List.of());
    }

    private static RunOptions all() {
        return RunOptions.standard()
                .tables(new TableRequests(List.of(TablePattern.parse("*.*").orElseThrow()), List.of()));
    }

    private static CulvertException again(TestPipeline pipeline) {
        return ended(pipeline, RunOptions.standard().tables(requests()));
    }

    private static CulvertException ended(TestPipeline pipeline, RunOptions options) {
        return RunningPipeline.start(pipeline.yaml(), options).awaitEnd().orElseThrow();
    }

    private static PipelinePlan plan(TestPipeline pipeline) {
        return new Planner(Endpoints.of(DefinitionReader.read(pipeline.yaml(), "test.yaml", PipelineDefinition.class)))
                .plan();
    }

    private static boolean has(TestPipeline pipeline, String table, long records) {
        try {
            return pipeline.records(table) >= records;
        } catch (RuntimeException e) {
            return false; // the topic is not there yet
        }
    }

    /** The table t in this topic, and u. */
    private static void same(TestPipeline pipeline, PostgresDatabase db, String topic) {
        RunningPipeline.untilNow(pipeline.yaml());
        List<String> former = List.of("t", "t.v2", "t.v3");
        String[] names = Stream.concat(former.subList(0, former.indexOf(topic) + 1).stream(), Stream.of("u"))
                .map(name -> "public." + name)
                .toArray(String[]::new);
        PipelineTopics topics = pipeline.topics(names);
        assertThat(topics.problems()).isEmpty();
        assertThat(topics.differences(pipeline.topic("public." + topic), pipeline.table("t")))
                .isEmpty();
        assertThat(topics.differences(pipeline.topic("public.u"), pipeline.table("u")))
                .isEmpty();
    }

    /** For good: the ids are gone, and are not handed out again. */
    private static void delete(RegistryServer registry, String subject) throws IOException, InterruptedException {
        for (String how : List.of("", "?permanent=true")) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(registry.url() + "/subjects/" + subject + how))
                                    .DELETE()
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static void empty(String topic) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()))) {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(-1)))
                    .all()
                    .get();
        }
    }
}
