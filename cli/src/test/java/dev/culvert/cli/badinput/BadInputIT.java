package dev.culvert.cli.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.cli.Invocation;
import dev.culvert.cli.harness.Footprint;
import dev.culvert.cli.harness.Shop;
import dev.culvert.testkit.kafka.KafkaServer;
import dev.culvert.testkit.postgres.PostgresServer;
import dev.culvert.testkit.registry.RegistryServer;
import dev.culvert.testkit.topic.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/** What a person or a server gets wrong is told by code and exit code, and nothing was changed or lost by it. */
@Timeout(value = 45, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // what is not refused would stream on
class BadInputIT {
    private static final String PASSWORD = "right-password";
    private static final String STRANGER = "bad_input_stranger";

    /** With a password, and without {@code wal_level = logical}. */
    private static PostgresServer plain;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        plain = PostgresServer.builder(18)
                .password(PASSWORD)
                .setting("wal_level", "replica")
                .start();
        PostgresServer.shared(18).maintenance().execute("CREATE ROLE " + STRANGER + " LOGIN");
    }

    @AfterAll
    static void stop() {
        plain.close();
        PostgresServer.shared(18).maintenance().execute("DROP ROLE " + STRANGER);
    }

    static Stream<Arguments> beforeTheFirstRun() {
        String url = RegistryServer.shared().url();
        return Stream.of(
                spoiled(
                        "unknown key",
                        "CV-DEF-UNKNOWN-KEY",
                        2,
                        shop -> shop.replace("partitions: 2,", "partitoins: 2,")),
                spoiled("wrong type", "CV-DEF-TYPE", 2, shop -> shop.replace("partitions: 2", "partitions: many")),
                spoiled(
                        "missing secret",
                        "CV-SECRET-MISSING",
                        2,
                        shop -> shop.replace("postgres: {", "postgres: {password: {env: CULVERT_NOT_SET}, ")),
                spoiled(
                        "missing secret file",
                        "CV-SECRET-MISSING",
                        2,
                        shop -> shop.replace("postgres: {", "postgres: {password: {file: not-there}, ")),
                spoiled(
                        "unreachable server",
                        "CV-PG-UNREACHABLE",
                        3,
                        shop -> shop.replace(":" + shop.database().port() + "/", ":1/")),
                spoiled(
                        "database that is not there",
                        "CV-PG-NO-DATABASE",
                        3,
                        shop -> shop.replace(shop.database().name(), "not_there")),
                spoiled(
                        "no privilege to replicate",
                        "CV-PG-PRIVILEGE",
                        3,
                        shop -> shop.replace("//postgres@", "//" + STRANGER + "@")),
                spoiled("no privilege to publish", "CV-PG-PRIVILEGE", 3, shop -> {
                    shop.database().execute("ALTER ROLE " + STRANGER + " REPLICATION");
                    shop.replace("//postgres@", "//" + STRANGER + "@");
                }),
                spoiled("missing table", "CV-TABLE-MISSING", 2, shop -> shop.replace("public.orders", "public.none")),
                spoiled(
                        "table without a key",
                        "CV-TABLE-NO-IDENTITY",
                        4,
                        shop -> shop.replace("public.orders", "public.bare")),
                spoiled("key that may be null", "CV-TABLE-NO-IDENTITY", 4, shop -> {
                    shop.database().execute("ALTER TABLE bare REPLICA IDENTITY FULL");
                    shop.replace("table: public.orders", "{table: public.bare, key: [note]}");
                }),
                spoiled(
                        "filter outside the identity",
                        "CV-FILTER-BREAKS-UPDATES",
                        4,
                        shop -> shop.replace("table: public.orders", "{table: public.orders, where: \"note > ''\"}")),
                spoiled(
                        "column list without the key",
                        "CV-COLUMN-LIST-BREAKS-UPDATES",
                        4,
                        shop -> shop.replace(
                                "table: public.orders", "{table: public.orders, columns: {exclude: [id]}}")),
                spoiled(
                        "two rules for one table",
                        "CV-DEF-CONFLICT",
                        2,
                        shop -> shop.replace(
                                "- table: public.orders", "- table: public.orders\n    - table: public.orders")),
                spoiled(
                        "illegal slot name",
                        "CV-DEF-NAME",
                        2,
                        shop -> shop.replace("  tables:", "  slot: {name: \"Shop-1\"}\n  tables:")),
                spoiled("slot of another plugin", "CV-SLOT-FOREIGN", 4, shop -> shop.database()
                        .execute("SELECT pg_create_logical_replication_slot('" + shop.slot() + "', 'test_decoding')")),
                spoiled("physical slot", "CV-SLOT-FOREIGN", 4, shop -> shop.database()
                        .execute("SELECT pg_create_physical_replication_slot('" + shop.slot() + "')")),
                spoiled("slot of somebody else", "CV-OFFSET-LOST", 4, shop -> shop.database()
                        .execute("SELECT pg_create_logical_replication_slot('" + shop.slot() + "', 'pgoutput')")),
                spoiled("topic with other partitions", "CV-TOPIC-DIFFERS", 4, shop -> KafkaServer.shared()
                        .createTopic(shop.topic(), 5, Map.of())),
                spoiled(
                        "broker down",
                        "CV-KAFKA-UNREACHABLE",
                        3,
                        shop -> shop.replace(KafkaServer.shared().bootstrap(), "127.0.0.1:1")),
                spoiled(
                        "registry down",
                        "CV-REGISTRY-UNREACHABLE",
                        3,
                        shop -> shop.replace(url, "http://127.0.0.1:1/apis/ccompat/v7")),
                spoiled(
                        "registry that refuses the schema",
                        "CV-REGISTRY-INCOMPATIBLE",
                        4,
                        shop -> register(shop.topic() + "-value", "\\\"int\\\"")));
    }

    static Stream<Arguments> afterTheFirstRun() {
        String url = RegistryServer.shared().url();
        return Stream.of(
                spoiled(
                        "registry down",
                        "CV-REGISTRY-UNREACHABLE",
                        3,
                        shop -> shop.replace(url, "http://127.0.0.1:1/apis/ccompat/v7")),
                spoiled("offset record lost", "CV-OFFSET-LOST", 4, BadInputIT::loseOffset),
                spoiled("offset record past the server", "CV-POSITION-AHEAD", 4, BadInputIT::advanceOffset),
                spoiled("slot of another plugin", "CV-SLOT-FOREIGN", 4, shop -> shop.database()
                        .execute(
                                "SELECT pg_drop_replication_slot('" + shop.slot() + "')",
                                "SELECT pg_create_logical_replication_slot('" + shop.slot() + "', 'test_decoding')")),
                spoiled("table without a key", "CV-TABLE-NO-IDENTITY", 4, shop -> shop.database()
                        .execute("ALTER TABLE orders DROP CONSTRAINT orders_pkey")));
    }

    private static Arguments spoiled(String what, String code, int exitCode, Consumer<Shop> how) {
        return Arguments.of(what, code, exitCode, how);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("beforeTheFirstRun")
    void isToldBeforeAnythingIsMade(String what, String code, int exitCode, Consumer<Shop> spoil) {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("bad"), directory)) {
            spoil.accept(shop);
            refuses(shop, code, exitCode);
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("afterTheFirstRun")
    void isToldBeforeAnythingIsLost(String what, String code, int exitCode, Consumer<Shop> spoil) {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("bad"), directory)) {
            shop.catchUp();
            shop.database().execute("INSERT INTO orders VALUES (100, 'must not be passed over')");
            spoil.accept(shop);
            refuses(shop, code, exitCode);
        }
    }

    /** Nothing is changed by an error, it says so, and what it says is right. */
    private static void refuses(Shop shop, String code, int exitCode) {
        Footprint before = shop.footprint();

        Invocation run = shop.run();

        JsonNode error = Shop.error(run);
        List<String> codes = error.path("findings").findValuesAsText("code");
        assertThat(codes.isEmpty() ? List.of(error.path("code").asText()) : codes)
                .as(run.out())
                .containsExactly(code);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(exitCode);
        assertThat(shop.footprint()).isEqualTo(before);
        assertThat(error.path("changed").asText()).isEqualTo("nothing");
    }

    @Test
    void aWrongPassword() {
        try (Shop shop = Shop.in(plain.createDatabase("bad"), directory)) {
            shop.replace("postgres: {", "postgres: {password: {file: " + secret("wrong-password") + "}, ");
            refuses(shop, "CV-PG-AUTH", 3);
        }
    }

    @Test
    void aServerWithoutLogicalDecoding() {
        try (Shop shop = Shop.in(plain.createDatabase("bad"), directory)) {
            shop.replace("postgres: {", "postgres: {password: {file: " + secret(PASSWORD) + "}, ");
            refuses(shop, "CV-PG-WAL-LEVEL", 3);
            assertThat(Shop.error(shop.command("plan")).path("code").asText()).isEqualTo("CV-PG-WAL-LEVEL");
        }
    }

    private Path secret(String text) {
        try {
            return Files.writeString(directory.resolve("secret"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSlotThatSomebodyReads() throws Exception {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("bad"), directory)) {
            shop.catchUp();
            Awaitility.await().until(() -> shop.database()
                    .value("SELECT active FROM pg_replication_slots WHERE slot_name = ?", shop.slot())
                    .orElseThrow()
                    .equals("f"));
            Properties replication = new Properties();
            replication.setProperty("replication", "database");
            replication.setProperty("preferQueryMode", "simple");
            replication.setProperty("assumeMinServerVersion", "13");
            try (Connection other = shop.database().connect(replication);
                    AutoCloseable reader = other.unwrap(PGConnection.class)
                            .getReplicationAPI()
                            .replicationStream()
                            .logical()
                            .withSlotName(shop.slot())
                            .withSlotOption("proto_version", 1)
                            .withSlotOption("publication_names", shop.slot())
                            .start()) {
                assertThat(reader).isNotNull();
                refuses(shop, "CV-SLOT-IN-USE", 4);
            }
            shop.database().execute("INSERT INTO orders VALUES (100, 'after the other has gone')");
            shop.catchUp();
            shop.assertWhole();
        }
    }

    /** It can only be found out by sending; so nothing of it may be seen, and nothing may be confirmed. */
    @Test
    void aRecordThatIsTooLargeForItsTopic() throws Exception {
        try (Shop shop = Shop.in(PostgresServer.shared(18).createDatabase("bad"), directory)) {
            shop.catchUp();
            setMaxMessageBytes(shop.topic(), 2_000);
            shop.database()
                    .execute("INSERT INTO orders SELECT 100, string_agg(md5(i::text), '')"
                            + " FROM generate_series(1, 500) i");
            List<List<String>> slot = shop.footprint().slots();

            Invocation run = shop.run();

            JsonNode error = Shop.error(run);
            assertThat(error.path("code").asText()).isEqualTo("CV-RECORD-TOO-LARGE");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(error.path("object").asText()).contains(shop.topic());
            assertThat(error.path("remedy").asText()).contains("max.message.bytes");
            assertThat(run.out() + run.err()).doesNotContain("c4ca4238a0b923820dcc509a6f75849b");
            assertThat(shop.footprint().slots()).isEqualTo(slot);
            setMaxMessageBytes(shop.topic(), 1_000_000);
            shop.catchUp();
            shop.assertWhole();
        }
    }

    private static void setMaxMessageBytes(String topic, int bytes) throws Exception {
        try (Admin admin = KafkaServer.shared().admin()) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            ConfigEntry entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
            admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static void loseOffset(Shop shop) {
        produce(shop.offsets(), newestOffset(shop).key(), null);
    }

    private static void advanceOffset(Shop shop) {
        ConsumerRecord<byte[], byte[]> newest = newestOffset(shop);
        String json = new String(newest.value(), StandardCharsets.UTF_8);
        String ahead = json.replaceFirst("\"commitEndLsn\":\"[0-9A-F]+/", "\"commitEndLsn\":\"FF/");
        assertThat(ahead).isNotEqualTo(json);
        produce(shop.offsets(), newest.key(), ahead.getBytes(StandardCharsets.UTF_8));
    }

    private static ConsumerRecord<byte[], byte[]> newestOffset(Shop shop) {
        AtomicReference<ConsumerRecord<byte[], byte[]>> newest = new AtomicReference<>();
        new TopicReader(KafkaServer.shared().bootstrap(), Map.of(), Duration.ofMinutes(1))
                .read(List.of(shop.offsets()), TopicReader.Isolation.COMMITTED, newest::set);
        return newest.get();
    }

    private static void produce(String topic, byte[] key, byte[] value) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", KafkaServer.shared().bootstrap()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, key, value)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static void register(String subject, String schema) {
        try {
            int status = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            RegistryServer.shared().url() + "/subjects/" + subject + "/versions"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{\"schema\": \"" + schema + "\"}"))
                                    .build(),
                            BodyHandlers.ofString())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
