package dev.culvert.sink.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.definition.KafkaSecurity;
import dev.culvert.schemas.definition.KafkaSecurity.Mechanism;
import dev.culvert.schemas.definition.KafkaSecurity.Protocol;
import dev.culvert.schemas.definition.ProducerSetting;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.TestKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaClientsTest {
    @TempDir
    Path directory;

    private KafkaSecurity security(Protocol protocol, Mechanism mechanism, String password) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), password);
        return new KafkaSecurity(
                protocol,
                Optional.of(mechanism),
                Optional.of("us\"er"),
                Optional.of(new SecretReference.File(file)),
                Optional.of("https://login.example/token"),
                Optional.of("kafka"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acks",
                "enable.idempotence",
                "transactional.id",
                "config.providers",
                "interceptor.classes",
                "sasl.jaas.config",
                "ssl.endpoint.identification.algorithm",
                "partitioner.class",
                "bootstrap.servers"
            })
    void settingsThatWouldBreakAPromiseAreRefused(String name) {
        assertThatThrownBy(() ->
                        TestKafka.clients("127.0.0.1:1", Map.of(name, "x")).producer(Optional.empty()))
                .isInstanceOfSatisfying(CulvertException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.DEF_UNKNOWN_KEY);
                    assertThat(e.object()).contains(name);
                });
    }

    @Test
    void everySettingOfTheAllowListIsAProducers() {
        assertThat(ProducerConfig.configNames())
                .containsAll(Arrays.stream(ProducerSetting.values())
                        .map(ProducerSetting::key)
                        .toList());
        assertThat(ProducerSettings.with(Map.of("linger.ms", "7")))
                .containsEntry("linger.ms", "7")
                .containsEntry("compression.type", "lz4")
                .containsEntry("transaction.timeout.ms", "60000")
                .doesNotContainKey("retry.backoff.ms");
    }

    @Test
    void theLoginTextNamesOurModuleAndQuotesWhatItIsGiven() throws IOException {
        String password = "pa\"ss\\word; org.evil.Module required";
        Map<String, Object> settings =
                SecuritySettings.of(security(Protocol.SASL_PLAINTEXT, Mechanism.SCRAM_SHA_512, password));
        assertThat(settings.get(SaslConfigs.SASL_MECHANISM)).isEqualTo("SCRAM-SHA-512");
        Password jaas = (Password) settings.get(SaslConfigs.SASL_JAAS_CONFIG);
        assertThat(jaas.value())
                .isEqualTo("org.apache.kafka.common.security.scram.ScramLoginModule required username=\"us\\\"er\""
                        + " password=\"pa\\\"ss\\\\word; org.evil.Module required\";");
        assertThat(settings.toString()).doesNotContain("word");
        // Kafka's own parser must see one module and the very password
        var entries = org.apache.kafka.common.security.JaasContext.loadClientContext(
                        Map.of(SaslConfigs.SASL_JAAS_CONFIG, jaas))
                .configurationEntries();
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).getOptions().get("password")).isEqualTo(password);
    }

    @Test
    void oauthMayTalkToTheGivenEndpointOnly() throws IOException {
        Map<String, Object> settings =
                SecuritySettings.of(security(Protocol.SASL_SSL, Mechanism.OAUTHBEARER, "client-secret"));
        assertThat(settings.get(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL))
                .isEqualTo("https://login.example/token");
        assertThat(System.getProperty("org.apache.kafka.sasl.oauthbearer.allowed.urls"))
                .isEqualTo("https://login.example/token");
        assertThat(settings.get("ssl.endpoint.identification.algorithm")).isEqualTo("https");
    }

    @Test
    void aMissingPemFileIsNamed() {
        KafkaSecurity security = new KafkaSecurity(
                Protocol.SSL,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Path.of("/nowhere/ca.pem")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThatThrownBy(() -> SecuritySettings.of(security)).isInstanceOfSatisfying(CulvertException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.FILE_NOT_FOUND);
            assertThat(e.object()).contains("/nowhere/ca.pem");
        });
    }

    @Test
    void errorsAreNamedWithoutTheirMessages() {
        assertTranslated(new SaslAuthenticationException("s3cr3t"), ErrorCode.KAFKA_AUTH);
        assertTranslated(new TopicAuthorizationException("s3cr3t"), ErrorCode.KAFKA_ACL);
        assertTranslated(new TimeoutException("s3cr3t"), ErrorCode.KAFKA_UNREACHABLE);
        assertTranslated(new ProducerFencedException("s3cr3t"), ErrorCode.KAFKA_FENCED);
        assertTranslated(new KafkaException("s3cr3t"), ErrorCode.KAFKA_SEND);
        assertTranslated(
                new ExecutionException(new KafkaException("s3cr3t", new TimeoutException("s3cr3t"))),
                ErrorCode.KAFKA_UNREACHABLE);
    }

    private static void assertTranslated(Exception thrown, ErrorCode code) {
        CulvertException error = KafkaErrors.translate(thrown, "topic t", "sending", Changed.NOTHING);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.getMessage() + error.remedy() + error.getCause()).doesNotContain("s3cr3t");
    }
}
