package dev.culvert.schemas.definition.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.definition.AlertsDefinition;
import dev.culvert.schemas.definition.FormatDefinition;
import dev.culvert.schemas.definition.KafkaDefinition;
import dev.culvert.schemas.definition.KafkaSecurity;
import dev.culvert.schemas.definition.MaskDefinition;
import dev.culvert.schemas.definition.MessageRule;
import dev.culvert.schemas.definition.OutboxDefinition;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.definition.PostgresDefinition;
import dev.culvert.schemas.definition.ProducerSetting;
import dev.culvert.schemas.definition.PublicationDefinition;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.definition.SecretReference;
import dev.culvert.schemas.definition.SlotDefinition;
import dev.culvert.schemas.definition.SnapshotDefinition;
import dev.culvert.schemas.definition.SourceDefinition;
import dev.culvert.schemas.definition.TableRule;
import dev.culvert.schemas.definition.TlsDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionReaderTest {
    static final String SMALLEST =
            """
            apiVersion: culvert/v1
            kind: Pipeline
            metadata: {name: web-shop}
            source:
              postgres: {embedded: "18"}
              tables: [{table: public.*}]
            kafka: {embedded: true}
            format: {registry: {embedded: true}}
            """;

    static final String FULLEST =
            """
            apiVersion: culvert/v1
            kind: Pipeline
            metadata: {name: shop}
            source:
              postgres:
                url: postgresql://culvert@db1:5432,[::1]:5433/shop
                password: {env: SHOP_PASSWORD}
                tls:
                  mode: verify-ca
                  rootCert: /etc/ssl/ca.pem
                  cert: client.pem
                  key: client.key
                  keyPassword: {file: key.password}
              engine: debezium
              slot: {name: shop_slot, create: true, failover: "on", maxRetainedWal: 512MB}
              publication: {name: shop_pub, manage: false}
              tables:
                - table: public.orders
                  columns: {exclude: [card_number, "odd name"]}
                  where: "region = 'eu' AND note <> '${x}'"
                  key: [region, order_id]
                  topic: shop.orders
                - table: 'public."Odd.Name"'
                  columns: {include: [id]}
                - table: public.*
            snapshot: {mode: never, parallelism: 8}
            kafka:
              bootstrap: kafka1:9092,kafka2:9093
              security:
                protocol: SASL_SSL
                mechanism: OAUTHBEARER
                user: culvert
                password: {file: /run/secrets/kafka}
                tokenUrl: https://id.example.com/token
                scope: kafka
                caCert: /etc/ssl/kafka.pem
                cert: /etc/ssl/me.pem
                key: /etc/ssl/me.key
                keyPassword: {env: KEY_PASSWORD}
              topic: "{database}-{schema}.{table}"
              create: {partitions: 12, replicationFactor: 3, config: {min.insync.replicas: 2, cleanup.policy: compact}}
              delivery: at-least-once
              producer: {compression.type: zstd, linger.ms: 20}
            format:
              envelope: flat
              value: avro
              registry:
                url: https://registry:8081/apis/ccompat/v7
                user: culvert
                password: {env: REGISTRY_PASSWORD}
                caCert: /etc/ssl/registry.pem
                compatibility: FULL_TRANSITIVE
                onIncompatibleSchema: new-topic
            onError: dead-letter
            alerts:
              lag: {warn: [500ms], critical: [1GB, 2m]}
            """;

    @TempDir
    Path directory;

    @Test
    void readsEveryKey() throws IOException {
        Path file = Files.writeString(directory.resolve("shop.yaml"), FULLEST);

        assertThat(DefinitionReader.read(file)).isEqualTo(fullest());
    }

    private PipelineDefinition fullest() {
        SourceDefinition source = new SourceDefinition(
                new PostgresDefinition(
                        Optional.of("postgresql://culvert@db1:5432,[::1]:5433/shop"),
                        Optional.empty(),
                        Optional.of(new SecretReference.Environment("SHOP_PASSWORD")),
                        new TlsDefinition(
                                Optional.of(TlsDefinition.Mode.VERIFY_CA),
                                Optional.of(Path.of("/etc/ssl/ca.pem")),
                                Optional.of(directory.resolve("client.pem")),
                                Optional.of(directory.resolve("client.key")),
                                Optional.of(new SecretReference.File(directory.resolve("key.password"))))),
                SourceDefinition.Engine.DEBEZIUM,
                new SlotDefinition("shop_slot", true, SlotDefinition.Failover.ON, 512L * 1024 * 1024),
                new PublicationDefinition("shop_pub", false),
                List.of(
                        new TableRule(
                                "public.orders",
                                Optional.of(new TableRule.Columns(List.of(), List.of("card_number", "odd name"))),
                                Optional.of("region = 'eu' AND note <> '${x}'"),
                                List.of("region", "order_id"),
                                Optional.of("shop.orders")),
                        new TableRule(
                                "public.\"Odd.Name\"",
                                Optional.of(new TableRule.Columns(List.of("id"), List.of())),
                                Optional.empty(),
                                List.of(),
                                Optional.empty()),
                        new TableRule("public.*", Optional.empty(), Optional.empty(), List.of(), Optional.empty())));
        Map<String, String> producer = producerDefaults();
        producer.put("compression.type", "zstd");
        producer.put("linger.ms", "20");
        return new PipelineDefinition(
                new PipelineDefinition.Metadata("shop"),
                source,
                new SnapshotDefinition(SnapshotDefinition.Mode.NEVER, 8, SnapshotDefinition.OnShapeChange.STOP),
                new KafkaDefinition(
                        Optional.of("kafka1:9092,kafka2:9093"),
                        false,
                        new KafkaSecurity(
                                KafkaSecurity.Protocol.SASL_SSL,
                                Optional.of(KafkaSecurity.Mechanism.OAUTHBEARER),
                                Optional.of("culvert"),
                                Optional.of(new SecretReference.File(Path.of("/run/secrets/kafka"))),
                                Optional.of("https://id.example.com/token"),
                                Optional.of("kafka"),
                                Optional.of(Path.of("/etc/ssl/kafka.pem")),
                                Optional.of(Path.of("/etc/ssl/me.pem")),
                                Optional.of(Path.of("/etc/ssl/me.key")),
                                Optional.of(new SecretReference.Environment("KEY_PASSWORD"))),
                        "{database}-{schema}.{table}",
                        new KafkaDefinition.TopicDefinition(
                                12, Optional.of(3), Map.of("min.insync.replicas", "2", "cleanup.policy", "compact")),
                        KafkaDefinition.Delivery.AT_LEAST_ONCE,
                        producer),
                new FormatDefinition(
                        FormatDefinition.Envelope.FLAT,
                        FormatDefinition.Value.AVRO,
                        Optional.of(new RegistryDefinition(
                                Optional.of("https://registry:8081/apis/ccompat/v7"),
                                false,
                                Optional.of("culvert"),
                                Optional.of(new SecretReference.Environment("REGISTRY_PASSWORD")),
                                Optional.of(Path.of("/etc/ssl/registry.pem")),
                                RegistryDefinition.Compatibility.FULL_TRANSITIVE,
                                RegistryDefinition.OnIncompatibleSchema.NEW_TOPIC))),
                PipelineDefinition.OnError.DEAD_LETTER,
                new AlertsDefinition(new AlertsDefinition.Lag(
                        new AlertsDefinition.Threshold(Optional.of(Duration.ofMillis(500)), Optional.empty()),
                        new AlertsDefinition.Threshold(Optional.of(Duration.ofMinutes(2)), Optional.of(1L << 30)))),
                List.of());
    }

    @Test
    void fillsInTheDefaults() {
        PipelineDefinition read = DefinitionReader.read(SMALLEST, "smallest.yaml", PipelineDefinition.class);

        assertThat(read)
                .isEqualTo(new PipelineDefinition(
                        new PipelineDefinition.Metadata("web-shop"),
                        new SourceDefinition(
                                new PostgresDefinition(
                                        Optional.empty(),
                                        Optional.of("18"),
                                        Optional.empty(),
                                        new TlsDefinition(
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty())),
                                SourceDefinition.Engine.NATIVE,
                                new SlotDefinition(
                                        "culvert_web_shop", true, SlotDefinition.Failover.AUTO, 10L * (1 << 30)),
                                new PublicationDefinition("culvert_web_shop", true),
                                List.of(new TableRule(
                                        "public.*", Optional.empty(), Optional.empty(), List.of(), Optional.empty()))),
                        new SnapshotDefinition(
                                SnapshotDefinition.Mode.INITIAL, 2, SnapshotDefinition.OnShapeChange.STOP),
                        new KafkaDefinition(
                                Optional.empty(),
                                true,
                                KafkaSecurity.none(),
                                "{pipeline}.{schema}.{table}",
                                new KafkaDefinition.TopicDefinition(6, Optional.empty(), Map.of()),
                                KafkaDefinition.Delivery.EXACTLY_ONCE,
                                producerDefaults()),
                        new FormatDefinition(
                                FormatDefinition.Envelope.DEBEZIUM,
                                FormatDefinition.Value.AVRO,
                                Optional.of(new RegistryDefinition(
                                        Optional.empty(),
                                        true,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        RegistryDefinition.Compatibility.BACKWARD,
                                        RegistryDefinition.OnIncompatibleSchema.STOP))),
                        PipelineDefinition.OnError.STOP,
                        new AlertsDefinition(new AlertsDefinition.Lag(
                                new AlertsDefinition.Threshold(
                                        Optional.of(Duration.ofSeconds(5)), Optional.of(10L << 20)),
                                new AlertsDefinition.Threshold(
                                        Optional.of(Duration.ofSeconds(30)), Optional.of(100L << 20)))),
                        List.of()));
    }

    private static Map<String, String> producerDefaults() {
        Map<String, String> defaults = new HashMap<>();
        for (ProducerSetting setting : ProducerSetting.values()) {
            setting.defaultValue().ifPresent(value -> defaults.put(setting.key(), value));
        }
        assertThat(defaults).containsEntry("compression.type", "lz4");
        return defaults;
    }

    @Test
    void readsEveryMask() {
        PipelineDefinition read = DefinitionReader.read(
                SMALLEST.replace(
                        "{table: public.*}",
                        """
                        {table: public.*, mask: [
                          {columns: [a, b], hash: {salt: {env: SALT}}}, {columns: [c], redact: "***"},
                          {columns: [d], nullify: true}, {columns: [e], truncate: 0}]}"""),
                "masks.yaml",
                PipelineDefinition.class);

        SecretReference salt = new SecretReference.Environment("SALT");
        assertThat(read.source().tables().get(0).mask())
                .containsExactly(
                        new MaskDefinition(
                                List.of("a", "b"),
                                Optional.of(new MaskDefinition.Hash(salt)),
                                Optional.empty(),
                                false,
                                Optional.empty()),
                        new MaskDefinition(List.of("c"), Optional.empty(), Optional.of("***"), false, Optional.empty()),
                        new MaskDefinition(List.of("d"), Optional.empty(), Optional.empty(), true, Optional.empty()),
                        new MaskDefinition(List.of("e"), Optional.empty(), Optional.empty(), false, Optional.of(0)));
    }

    @Test
    void readsOutboxAndMessages() {
        SourceDefinition read = DefinitionReader.read(
                        SMALLEST.replace(
                                "tables: [{table: public.*}]",
                                """
                                tables:
                                    - {table: a.b, outbox: {aggregateTypes: [x]}}
                                    - {table: a.c, outbox: {aggregateTypes: [y, z], topic: "t.{aggregatetype}", headers: [h],
                                       columns: {id: i, aggregatetype: at, aggregateid: ai, type: t, payload: p}, onUpdate: ignore}}
                                  messages: [{prefix: "shop.*", topic: shop.events}]"""),
                        "outbox.yaml",
                        PipelineDefinition.class)
                .source();

        assertThat(read.tables().get(0).outbox())
                .contains(new OutboxDefinition(
                        List.of("x"),
                        "{pipeline}.event.{aggregatetype}",
                        new OutboxDefinition.Columns("id", "aggregatetype", "aggregateid", "type", "payload"),
                        List.of(),
                        OutboxDefinition.OnUpdate.STOP));
        assertThat(read.tables().get(1).outbox())
                .contains(new OutboxDefinition(
                        List.of("y", "z"),
                        "t.{aggregatetype}",
                        new OutboxDefinition.Columns("i", "at", "ai", "t", "p"),
                        List.of("h"),
                        OutboxDefinition.OnUpdate.IGNORE));
        assertThat(read.messages()).containsExactly(new MessageRule("shop.*", "shop.events"));
    }

    @Test
    void takesWordsOfYaml11AsText() {
        PipelineDefinition read =
                DefinitionReader.read(SMALLEST.replace("web-shop", "no"), "no.yaml", PipelineDefinition.class);

        assertThat(read.metadata().name()).isEqualTo("no");
    }
}
