package dev.culvert.sink.kafka.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.definition.KafkaDefinition.TopicDefinition;
import dev.culvert.schemas.definition.KafkaSecurity;
import dev.culvert.schemas.definition.KafkaSecurity.Mechanism;
import dev.culvert.schemas.definition.KafkaSecurity.Protocol;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.definition.RegistryDefinition.Compatibility;
import dev.culvert.schemas.definition.RegistryDefinition.OnIncompatibleSchema;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Check;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.sink.kafka.TestKafka;
import dev.culvert.sink.kafka.client.KafkaClients;
import dev.culvert.sink.kafka.registry.SchemaRegistry;
import dev.culvert.sink.kafka.topic.WantedTopic;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.registry.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaChecksIT {
    private final String name = "c" + UUID.randomUUID().toString().replace("-", "");
    private final TopicDefinition create = new TopicDefinition(3, Optional.of(1), Map.of());

    private List<WantedTopic> wanted() {
        return List.of(
                WantedTopic.rows(name + ".rows", create),
                WantedTopic.transactions(name + ".transactions", create),
                WantedTopic.offsets(name + ".offsets", create));
    }

    private static List<Finding> run(List<Check> checks) {
        return checks.stream().flatMap(check -> check.run().stream()).toList();
    }

    private static List<String> bad(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Severity.ERROR || finding.severity() == Severity.UNKNOWN)
                .map(finding -> finding.code() + " " + finding.object() + ": " + finding.fact())
                .toList();
    }

    @Test
    void aGoodBrokerPassesAndOneReplicaIsWarnedOf() {
        KafkaServer kafka = KafkaServer.shared();
        KafkaClients clients = TestKafka.clients(kafka.bootstrap(), Map.of());
        List<Finding> findings = run(KafkaChecks.kafka(clients, name, wanted()));
        assertThat(bad(findings)).isEmpty();
        assertThat(findings)
                .anyMatch(f -> f.fact().equals("transaction.version is 2."))
                .anyMatch(f -> f.fact().contains("0 of 3 topics are there"));
        kafka.createTopic(name + ".rows", 3, Map.of());
        assertThat(run(KafkaChecks.kafka(clients, name, wanted())))
                .anyMatch(f -> f.severity() == Severity.WARNING && f.fact().contains("lost with one broker"));
    }

    @Test
    void aTopicThatDiffersIsShown() {
        KafkaServer kafka = KafkaServer.shared();
        kafka.createTopic(name + ".rows", 2, Map.of("min.insync.replicas", "2"));
        kafka.createTopic(name + ".offsets", 1, Map.of());
        List<Finding> findings = run(KafkaChecks.kafka(TestKafka.clients(kafka.bootstrap(), Map.of()), name, wanted()));
        assertThat(bad(findings))
                .anyMatch(each ->
                        each.contains("TOPIC_DIFFERS topic " + name + ".rows: partitions is 2; the definition says 3"))
                .anyMatch(each -> each.contains("TOPIC_DIFFERS topic " + name + ".offsets: cleanup.policy is delete"))
                .anyMatch(each -> each.contains("no record is ever taken"));
    }

    @Test
    void aTopicThatCannotBeCreatedIsSeenBeforehand() {
        TopicDefinition tooMany = new TopicDefinition(1, Optional.of(3), Map.of());
        List<Finding> findings = run(KafkaChecks.kafka(
                TestKafka.clients(KafkaServer.shared().bootstrap(), Map.of()),
                name,
                List.of(WantedTopic.rows(name + ".rows", tooMany))));
        assertThat(bad(findings)).singleElement().asString().contains("DEF_VALUE topic " + name + ".rows");
    }

    @Test
    void noBrokerIsAnErrorAndNothingElseIsCalledPassed() {
        List<Finding> findings = run(
                KafkaChecks.kafka(TestKafka.clients("127.0.0.1:1", Map.of("max.block.ms", "1000")), name, wanted()));
        assertThat(findings).noneMatch(finding -> finding.severity() == Severity.PASSED);
        assertThat(findings.get(0).code()).isEqualTo(ErrorCode.KAFKA_UNREACHABLE);
        assertThat(findings.subList(1, findings.size())).hasSize(5).allSatisfy(finding -> assertThat(finding.fact())
                .contains("Kafka was not reached"));
    }

    @Test
    void missingAclsAndAWrongPasswordAreNamed(@TempDir Path directory) throws Exception {
        try (KafkaServer kafka = KafkaServer.builder()
                .sasl()
                .plainUser("culvert", "s3cr3t")
                .setting("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .setting("super.users", "User:ANONYMOUS")
                .start()) {
            kafka.createTopic(name + ".rows", 3, Map.of());
            KafkaClients clients = sasl(kafka, directory, "s3cr3t");
            List<Finding> findings = run(KafkaChecks.kafka(clients, name, wanted()));
            assertThat(bad(findings))
                    .anyMatch(each -> each.startsWith("KAFKA_ACL transactional id culvert.doctor.0." + name));
            assertThat(bad(findings)).anyMatch(each -> each.contains("KAFKA_ACL") && each.contains(".rows"));
            allow(kafka, ResourceType.TOPIC, name + ".", AclOperation.DESCRIBE);
            allow(kafka, ResourceType.TOPIC, name + ".", AclOperation.DESCRIBE_CONFIGS);
            allow(kafka, ResourceType.TOPIC, name + ".", AclOperation.CREATE);
            assertThat(bad(run(KafkaChecks.kafka(clients, name, wanted()))))
                    .anyMatch(each -> each.equals("KAFKA_ACL topic " + name + ".rows: Our user may not [WRITE] it."));
            allow(kafka, ResourceType.TOPIC, name + ".", AclOperation.WRITE);
            allow(kafka, ResourceType.TRANSACTIONAL_ID, "culvert.", AclOperation.WRITE);
            assertThat(bad(run(KafkaChecks.kafka(clients, name, wanted())))).isEmpty();

            List<Finding> wrong = run(KafkaChecks.kafka(sasl(kafka, directory, "wr0ng"), name, wanted()));
            assertThat(wrong.get(0).code()).isEqualTo(ErrorCode.KAFKA_AUTH);
            assertThat(wrong).noneMatch(finding -> finding.severity() == Severity.PASSED);
            assertThat(wrong.toString()).doesNotContain("wr0ng");
        }
    }

    private static KafkaClients sasl(KafkaServer kafka, Path directory, String password) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), password + "\n");
        KafkaSecurity security = new KafkaSecurity(
                Protocol.SASL_PLAINTEXT,
                Optional.of(Mechanism.PLAIN),
                Optional.of("culvert"),
                Optional.of(new SecretReference.File(file)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return KafkaClients.of(
                TestKafka.definition(Map.of("max.block.ms", "10000"), security),
                Optional.of(kafka.saslBootstrap()),
                "test");
    }

    private static void allow(KafkaServer kafka, ResourceType type, String prefix, AclOperation operation)
            throws Exception {
        try (var admin = kafka.admin()) {
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(type, prefix, PatternType.PREFIXED),
                            new AccessControlEntry("User:culvert", "*", operation, AclPermissionType.ALLOW))))
                    .all()
                    .get();
        }
    }

    @Test
    void theRegistryIsAsked() {
        RegistryDefinition definition = new RegistryDefinition(
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Compatibility.BACKWARD,
                OnIncompatibleSchema.STOP);
        SchemaRegistry good = new SchemaRegistry(
                definition, Optional.of(RegistryServer.shared().url()));
        assertThat(run(KafkaChecks.registry(good, name)).get(0).severity()).isEqualTo(Severity.PASSED);
        SchemaRegistry none = new SchemaRegistry(definition, Optional.of("http://127.0.0.1:1"));
        assertThat(run(KafkaChecks.registry(none, name)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.code()).isEqualTo(ErrorCode.REGISTRY_UNREACHABLE));
    }
}
