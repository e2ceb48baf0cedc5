package dev.culvert.sink.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.definition.KafkaSecurity;
import dev.culvert.schemas.definition.KafkaSecurity.Mechanism;
import dev.culvert.schemas.definition.KafkaSecurity.Protocol;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.TestKafka;
import dev.culvert.sink.kafka.topic.Topics;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.oauth.TokenServer;
import dev.culvert.testkit.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every way to log in that a definition knows, at one broker that denies what no ACL allows; each principal has ACLs for its own
 * topics only, so that a transaction that commits shows who was logged in.
 */
class KafkaSecurityIT {
    private static final String USER = "culvert";
    private static final String SECRET = "s3cr3t \"quoted\"";
    private static final TestCertificates CERTIFICATES = TestCertificates.get();

    @TempDir
    static Path directory;

    private static TokenServer tokens;
    private static KafkaServer kafka;

    @BeforeAll
    static void start() {
        tokens = TokenServer.start("machine", SECRET);
        kafka = KafkaServer.builder()
                .plainUser(USER, SECRET.replace("\"", "\\\""))
                .tls(CERTIFICATES.server())
                .oauth(tokens)
                .start();
        kafka.createScramUser(USER, SECRET);
        allow("User:" + USER, USER);
        allow("User:machine", "machine");
    }

    @AfterAll
    static void stop() {
        kafka.close();
        tokens.close();
    }

    @ParameterizedTest
    @CsvSource({
        "SASL_PLAINTEXT, PLAIN",
        "SASL_PLAINTEXT, SCRAM_SHA_256",
        "SASL_PLAINTEXT, SCRAM_SHA_512",
        "SASL_SSL, PLAIN",
        "SASL_SSL, SCRAM_SHA_512"
    })
    void aUserWritesToItsTopics(Protocol protocol, Mechanism mechanism) throws Exception {
        assertThat(written(sasl(protocol, mechanism, USER, SECRET), USER)).isEqualTo("written");
    }

    @ParameterizedTest
    @EnumSource(names = {"SASL_PLAINTEXT", "SASL_SSL"})
    void aTokenIsALogin(Protocol protocol) throws Exception {
        assertThat(written(sasl(protocol, Mechanism.OAUTHBEARER, "machine", SECRET), "machine"))
                .isEqualTo("written");
    }

    @Test
    void tlsWithoutAClientsCertificateIsNobody() throws Exception {
        // the broker's super user
        assertThat(written(tls(CERTIFICATES.authority(), false), "anybody")).isEqualTo("written");
    }

    @Test
    void aClientsCertificateIsALogin() throws Exception {
        KafkaClients clients = tls(CERTIFICATES.authority(), true);
        assertCode(ErrorCode.KAFKA_ACL, () -> written(clients, "certified"));

        allow("User:CN=culvert", "certified");

        assertThat(written(clients, "certified")).isEqualTo("written");
    }

    @ParameterizedTest
    @CsvSource({
        "SASL_PLAINTEXT, PLAIN, culvert",
        "SASL_PLAINTEXT, SCRAM_SHA_512, culvert",
        "SASL_SSL, SCRAM_SHA_512, culvert",
        "SASL_SSL, OAUTHBEARER, machine"
    })
    void aWrongSecretIsNamedAndNotTold(Protocol protocol, Mechanism mechanism, String user) throws Exception {
        KafkaClients clients = sasl(protocol, mechanism, user, "wr0ng");

        assertThatThrownBy(() -> clusterId(clients)).isInstanceOfSatisfying(CulvertException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_AUTH);
            assertThat(e.remedy()).contains("secret");
            assertThat(e.getMessage() + e.fact() + e.remedy()).doesNotContain("wr0ng");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"SSL", "SASL_SSL"})
    void aBrokerOfAnotherAuthorityIsNotTrusted(Protocol protocol) throws Exception {
        KafkaClients clients = protocol == Protocol.SSL
                ? tls(CERTIFICATES.otherAuthority(), false)
                : clients(
                        kafka.saslTlsBootstrap(),
                        security(
                                protocol,
                                Optional.of(Mechanism.SCRAM_SHA_512),
                                USER,
                                SECRET,
                                CERTIFICATES.otherAuthority(),
                                false));

        assertThatThrownBy(() -> clusterId(clients)).isInstanceOfSatisfying(CulvertException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_AUTH);
            assertThat(e.remedy()).contains("caCert");
        });
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    private static String clusterId(KafkaClients clients) {
        try (Admin admin = clients.admin()) {
            return new Topics(admin).clusterId();
        }
    }

    /** What a reader sees of a transaction that these clients write into a topic of their own. */
    private static String written(KafkaClients clients, String owner) {
        String topic = owner + "." + UUID.randomUUID();
        kafka.createTopic(topic, 1, Map.of());
        assertThat(clusterId(clients)).isNotBlank();
        try (KafkaProducer<byte[], byte[]> producer = clients.producer(Optional.of(owner + ".producer"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(TestKafka.record(topic, "written"));
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw KafkaErrors.translate(e, topic, "writing", Changed.NOTHING);
        }
        return String.join(",", TestKafka.values(kafka.bootstrap(), topic, "read_committed"));
    }

    private static KafkaClients sasl(Protocol protocol, Mechanism mechanism, String user, String password)
            throws IOException {
        boolean tls = protocol == Protocol.SASL_SSL;
        return clients(
                tls ? kafka.saslTlsBootstrap() : kafka.saslBootstrap(),
                security(protocol, Optional.of(mechanism), user, password, CERTIFICATES.authority(), false));
    }

    private static KafkaClients tls(Path authority, boolean certificate) throws IOException {
        return clients(
                kafka.tlsBootstrap(), security(Protocol.SSL, Optional.empty(), USER, SECRET, authority, certificate));
    }

    private static KafkaClients clients(String bootstrap, KafkaSecurity security) {
        return KafkaClients.of(
                TestKafka.definition(Map.of("max.block.ms", "15000"), security), Optional.of(bootstrap), "test");
    }

    private static KafkaSecurity security(
            Protocol protocol,
            Optional<Mechanism> mechanism,
            String user,
            String password,
            Path authority,
            boolean certificate)
            throws IOException {
        Path secret = Files.writeString(directory.resolve(UUID.randomUUID().toString()), password);
        Optional<TestCertificates.Identity> identity =
                certificate ? Optional.of(CERTIFICATES.client()) : Optional.empty();
        boolean token = mechanism.equals(Optional.of(Mechanism.OAUTHBEARER));
        return new KafkaSecurity(
                protocol,
                mechanism,
                Optional.of(user),
                Optional.of(new SecretReference.File(secret)),
                token ? Optional.of(tokens.tokenUrl()) : Optional.empty(),
                Optional.empty(),
                Optional.of(authority),
                identity.map(TestCertificates.Identity::certificate),
                identity.map(TestCertificates.Identity::key),
                Optional.empty());
    }

    private static void allow(String principal, String owner) {
        try (Admin admin = kafka.admin()) {
            admin.createAcls(List.of(
                            acl(ResourceType.TOPIC, owner, principal),
                            acl(ResourceType.TRANSACTIONAL_ID, owner, principal)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static AclBinding acl(ResourceType type, String owner, String principal) {
        return new AclBinding(
                new ResourcePattern(type, owner + ".", PatternType.PREFIXED),
                new AccessControlEntry(principal, "*", AclOperation.ALL, AclPermissionType.ALLOW));
    }
}
