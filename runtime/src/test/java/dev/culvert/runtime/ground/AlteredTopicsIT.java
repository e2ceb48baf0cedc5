package dev.culvert.runtime.ground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.RunOptions;
import dev.culvert.runtime.harness.RunningPipeline;
import dev.culvert.runtime.harness.TestPipeline;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresDatabase;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.topic.PipelineTopics;
import dev.culvert.testkit.topic.TableComparison;
import dev.culvert.testkit.topic.TopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody alters the pipeline's topics; each stop's way out is followed to topics that are the database. */
@Timeout(600)
class AlteredTopicsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private interface Altering {
        void alter(Admin admin, TestPipeline pipeline) throws ExecutionException, InterruptedException;
    }

    static Stream<Arguments> alterings() {
        return Stream.of(
                altering(
                        "deleted",
                        ErrorCode.TOPIC_MISSING,
                        "public.t",
                        (admin, pipeline) -> delete(admin, rows(pipeline))),
                altering("made again", ErrorCode.TOPIC_RECREATED, "public.t", (admin, pipeline) -> {
                    delete(admin, rows(pipeline));
                    create(admin, rows(pipeline));
                }),
                altering(
                        "offsets deleted",
                        ErrorCode.OFFSET_LOST,
                        "*.*",
                        (admin, pipeline) -> delete(admin, offsets(pipeline))),
                altering("offsets truncated", ErrorCode.OFFSET_LOST, "*.*", AlteredTopicsIT::truncate),
                altering(
                        "somebody else's record among the offsets",
                        ErrorCode.OFFSET_UNREADABLE,
                        "*.*",
                        (admin, pipeline) -> {
                            for (String key : keys(pipeline)) {
                                write(KafkaServer.shared(), offsets(pipeline), key, "not ours");
                            }
                        }));
    }

    private static Arguments altering(String what, ErrorCode expected, String again, Altering how) {
        return Arguments.of(what, expected, again, how);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("alterings")
    void stopsItByNameAndItsWayOutLeadsOn(String what, ErrorCode expected, String again, Altering how)
            throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("topics");
                Admin admin = KafkaServer.shared().admin()) {
            TestPipeline pipeline = streamed(db);
            how.alter(admin, pipeline);
            db.execute("DELETE FROM public.t WHERE id = 8", "UPDATE public.u SET note = 'c' WHERE id = 5");
            CulvertException stopped = Ground.stops(pipeline, expected);
            assertThat(stopped.remedy())
                    .contains(again.equals("*.*") ? "--resnapshot '*.*'" : "culvert run FILE --resnapshot " + again);
            Ground.again(pipeline, again);
            db.execute("DELETE FROM public.t WHERE id = 9");
            Ground.sameAnew(pipeline, db, what.equals("deleted") || what.equals("made again"));
        }
    }

    /** Its keys would go elsewhere than before, and have no order across partitions: only another topic is true. */
    @Test
    void aTopicThatWasGivenMorePartitionsIsLeftForAnother() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("topics");
                Admin admin = KafkaServer.shared().admin()) {
            TestPipeline pipeline = streamed(db);
            admin.createPartitions(Map.of(rows(pipeline), NewPartitions.increaseTo(5)))
                    .all()
                    .get();
            assertThat(Ground.stops(pipeline, ErrorCode.TOPIC_RECREATED).remedy())
                    .contains("tables[].topic", "--resnapshot public.t");
            pipeline.tables("    - {table: public.t, topic: " + pipeline.topic("public.t2") + "}\n"
                    + "    - table: public.u\n");
            Ground.again(pipeline, "public.t");
            db.execute("DELETE FROM public.t WHERE id = 9");
            RunningPipeline.untilNow(pipeline.yaml());
            PipelineTopics topics = pipeline.topics("public.t", "public.t2", "public.u");
            assertThat(topics.problems()).isEmpty();
            assertThat(topics.differences(pipeline.topic("public.t2"), TableComparison.of(db, "public", "t")))
                    .isEmpty();
            assertThat(topics.differences(pipeline.topic("public.u"), TableComparison.of(db, "public", "u")))
                    .isEmpty();
        }
    }

    /** The record of what the position is valid for is written once, and would be gone some day. */
    @Test
    void offsetsThatAreNotCompactedAnyMoreStopIt() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("topics");
                Admin admin = KafkaServer.shared().admin()) {
            TestPipeline pipeline = streamed(db);
            policy(admin, pipeline, "delete");
            assertThat(Ground.stops(pipeline, ErrorCode.TOPIC_DIFFERS).remedy())
                    .contains("--add-config cleanup.policy=compact");
            policy(admin, pipeline, "compact");
            Ground.same(pipeline, db);
        }
    }

    /** A first start with topics of an earlier life, as after {@code culvert destroy}: what they have is ended. */
    @Test
    void topicsOfAnEarlierLifeBeginAnew() throws Exception {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("topics");
                Admin admin = KafkaServer.shared().admin()) {
            TestPipeline pipeline = streamed(db);
            delete(admin, offsets(pipeline));
            db.execute(
                    "SELECT pg_drop_replication_slot('" + pipeline.slot() + "')", "DELETE FROM public.t WHERE id = 8");
            Ground.sameAnew(pipeline, db);
            db.execute("DELETE FROM public.t WHERE id = 9");
            Ground.sameAnew(pipeline, db);
        }
    }

    /** Another cluster to which the topic of the offsets was mirrored. */
    @Test
    void anotherClusterStopsIt() {
        try (PostgresDatabase db = PostgresServer.shared(15).createDatabase("topics");
                KafkaServer other = KafkaServer.builder().start()) {
            TestPipeline pipeline = streamed(db);
            try (Admin admin = other.admin()) {
                create(admin, offsets(pipeline));
                policy(admin, pipeline, "compact");
            } catch (ExecutionException | InterruptedException e) {
                throw new AssertionError(e);
            }
            new TopicReader(KafkaServer.shared().bootstrap(), Map.of(), LIMIT)
                    .read(
                            List.of(offsets(pipeline)),
                            TopicReader.Isolation.COMMITTED,
                            record -> write(
                                    other,
                                    offsets(pipeline),
                                    new String(record.key(), StandardCharsets.UTF_8),
                                    new String(record.value(), StandardCharsets.UTF_8)));
            pipeline.broker(other);
            CulvertException stopped = RunningPipeline.start(pipeline.yaml(), RunOptions.standard())
                    .awaitEnd()
                    .orElseThrow();
            assertThat(stopped.code()).isEqualTo(ErrorCode.POSITION_OTHER_KAFKA);
            assertThat(stopped.remedy()).contains("--resnapshot '*.*'");
            Ground.again(pipeline, "*.*");
            db.execute("DELETE FROM public.t WHERE id = 9");
            Ground.sameAnew(pipeline, db);
        }
    }

    private static TestPipeline streamed(PostgresDatabase db) {
        Ground.create(db);
        TestPipeline pipeline = TestPipeline.on(db);
        RunningPipeline.untilNow(pipeline.yaml());
        db.execute("INSERT INTO public.t VALUES (5000, 'b')", "UPDATE public.u SET note = 'b' WHERE id < 20");
        RunningPipeline.untilNow(pipeline.yaml());
        return pipeline;
    }

    private static String rows(TestPipeline pipeline) {
        return pipeline.topic("public.t");
    }

    private static String offsets(TestPipeline pipeline) {
        return pipeline.name() + ".offsets";
    }

    private static void delete(Admin admin, String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic)).all().get();
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> !admin.listTopics().names().get().contains(topic));
    }

    private static void create(Admin admin, String topic) throws ExecutionException, InterruptedException {
        int partitions = topic.endsWith(".offsets") ? 1 : 3;
        admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                .all()
                .get();
        Awaitility.await()
                .atMost(LIMIT)
                .until(() -> admin.listTopics().names().get().contains(topic));
    }

    private static void truncate(Admin admin, TestPipeline pipeline) throws ExecutionException, InterruptedException {
        TopicPartition partition = new TopicPartition(offsets(pipeline), 0);
        long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
        policy(admin, pipeline, "delete");
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(end)))
                .all()
                .get();
        policy(admin, pipeline, "compact");
    }

    private static void policy(Admin admin, TestPipeline pipeline, String policy)
            throws ExecutionException, InterruptedException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, offsets(pipeline));
        admin.incrementalAlterConfigs(Map.of(
                        topic,
                        List.of(new AlterConfigOp(
                                new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET))))
                .all()
                .get();
        Awaitility.await().atMost(LIMIT).until(() -> admin.describeConfigs(List.of(topic))
                .all()
                .get()
                .get(topic)
                .get("cleanup.policy")
                .value()
                .equals(policy));
    }

    private static List<String> keys(TestPipeline pipeline) {
        Set<String> keys = new TreeSet<>();
        new TopicReader(KafkaServer.shared().bootstrap(), Map.of(), LIMIT)
                .read(
                        List.of(offsets(pipeline)),
                        TopicReader.Isolation.COMMITTED,
                        record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
        return List.copyOf(keys);
    }

    private static void write(KafkaServer broker, String topic, String key, String value) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                    topic, 0, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
