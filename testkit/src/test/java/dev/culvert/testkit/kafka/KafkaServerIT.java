package dev.culvert.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.testkit.process.FreePort;
import dev.culvert.testkit.proxy.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaServerIT {
    @Test
    void commitsTransactionsAndKeepsThemThroughRestartAndKill() throws Exception {
        try (KafkaServer kafka = KafkaServer.builder().start()) {
            String clusterId = clusterId(kafka);
            String bootstrap = kafka.bootstrap();
            kafka.createTopic("t", 1, Map.of());
            try (KafkaProducer<String, String> producer =
                    producer(Map.of("bootstrap.servers", bootstrap, "transactional.id", "x"))) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("t", "k", "committed"));
                producer.commitTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("t", "k", "aborted"));
                producer.flush();
                producer.abortTransaction();
            }
            kafka.restart();
            kafka.kill();
            assertThat(kafka.isRunning()).isFalse();
            kafka.start();
            assertThat(kafka.bootstrap()).isEqualTo(bootstrap);
            assertThat(clusterId(kafka)).isEqualTo(clusterId);
            assertThat(read(kafka, "t", 1)).containsExactly("committed");
        }
    }

    @Test
    void aFrozenBrokerAnswersAgainWhenThawed() throws Exception {
        try (KafkaServer kafka = KafkaServer.builder().start();
                Admin admin = kafka.admin()) {
            kafka.freeze();
            var answer = admin.describeCluster().clusterId();
            assertThatThrownBy(() -> answer.get(500, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            kafka.thaw();
            assertThat(answer.get(30, TimeUnit.SECONDS)).isNotBlank();
        }
    }

    @Test
    void saslUsersNeedAnAcl() throws Exception {
        try (KafkaServer kafka =
                KafkaServer.builder().plainUser("alice", "wonder").start()) {
            kafka.createScramUser("bob", "builder");
            kafka.createTopic("t", 1, Map.of());
            Map<String, Object> alice = saslClient(kafka, "PLAIN", "plain.PlainLoginModule", "alice", "wonder");
            Map<String, Object> bob = saslClient(kafka, "SCRAM-SHA-512", "scram.ScramLoginModule", "bob", "builder");
            assertThatThrownBy(() -> send(alice)).hasCauseInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> send(bob)).hasCauseInstanceOf(TopicAuthorizationException.class);
            allowWrite(kafka, "User:bob");
            assertThat(send(bob)).isZero();
            assertThatThrownBy(() -> send(alice)).hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void theExternalListenerKeepsClientsBehindAProxy() throws Exception {
        int port = FreePort.find();
        try (TcpProxy proxy = TcpProxy.to("127.0.0.1", port);
                KafkaServer kafka = KafkaServer.builder()
                        .externalListener(port, proxy.port())
                        .start()) {
            kafka.createTopic("t", 1, Map.of());
            assertThat(kafka.externalBootstrap()).isEqualTo(proxy.address());
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    kafka.externalBootstrap(),
                    "request.timeout.ms",
                    "1000",
                    "delivery.timeout.ms",
                    "2000",
                    "linger.ms",
                    "0");
            try (KafkaProducer<String, String> producer = producer(settings)) {
                assertThat(producer.send(new ProducerRecord<>("t", "k", "v"))
                                .get()
                                .offset())
                        .isZero();
                proxy.freeze();
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>("t", "k", "v"))
                                .get())
                        .hasCauseInstanceOf(TimeoutException.class);
                proxy.pass();
                assertThat(producer.send(new ProducerRecord<>("t", "k", "v"))
                                .get()
                                .offset())
                        .isPositive();
            }
        }
    }

    private static void allowWrite(KafkaServer kafka, String principal) {
        try (Admin admin = kafka.admin()) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, "t", PatternType.LITERAL),
                            new AccessControlEntry(principal, "*", AclOperation.WRITE, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> saslClient(
            KafkaServer kafka, String mechanism, String module, String user, String password) {
        return Map.of(
                "bootstrap.servers",
                kafka.saslBootstrap(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                mechanism,
                "enable.idempotence",
                "false",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.%s required username=\"%s\" password=\"%s\";"
                        .formatted(module, user, password));
    }

    private static long send(Map<String, Object> settings) throws Exception {
        try (KafkaProducer<String, String> producer = producer(settings)) {
            return producer.send(new ProducerRecord<>("t", "k", "v")).get().offset();
        }
    }

    private static KafkaProducer<String, String> producer(Map<String, Object> settings) {
        return new KafkaProducer<>(new HashMap<>(settings), new StringSerializer(), new StringSerializer());
    }

    private static String clusterId(KafkaServer kafka) throws Exception {
        try (Admin admin = kafka.admin()) {
            return admin.describeCluster().clusterId().get();
        }
    }

    private static List<String> read(KafkaServer kafka, String topic, int atLeast) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrap(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end || values.size() < atLeast) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
        }
        return values;
    }
}
