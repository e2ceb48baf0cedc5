package dev.culvert.sink.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.definition.RegistryDefinition.Compatibility;
import dev.culvert.schemas.definition.RegistryDefinition.OnIncompatibleSchema;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.WrittenSchema;
import dev.culvert.testkit.registry.RegistryServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaRegistryIT {
    private final String subject = "s-" + UUID.randomUUID();

    static RegistryDefinition definition(Compatibility compatibility) {
        return new RegistryDefinition(
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                compatibility,
                OnIncompatibleSchema.STOP);
    }

    private static SchemaRegistry registry(String url) {
        return new SchemaRegistry(definition(Compatibility.BACKWARD), Optional.of(url));
    }

    private static Schema row(String fields) {
        return new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"Envelope\",\"namespace\":\"a.b\",\"fields\":[{\"name\":\"after\",\"type\":"
                                + "[\"null\",{\"type\":\"record\",\"name\":\"Value\",\"fields\":[" + fields + "]}]}]}");
    }

    private static Schema amount(String type) {
        return row("{\"name\":\"id\",\"type\":\"int\"},{\"name\":\"amount\",\"type\":[\"null\",\"" + type
                + "\"],\"default\":null}");
    }

    @Test
    void givesTheSameIdAgainAndSetsTheSubjectsCompatibility() throws Exception {
        String url = RegistryServer.shared().url();
        int id = registry(url).register(subject, amount("int"));
        assertThat(id).isPositive();
        assertThat(registry(url).register(subject, amount("int"))).isEqualTo(id);
        assertThat(registry(url).has(subject, amount("int"))).isTrue();
        assertThat(registry(url).has(subject, amount("long"))).isFalse();
        assertThat(registry(url).schema(id)).hasValue(amount("int"));
        HttpResponse<String> config = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/config/" + subject))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(config.body()).contains("BACKWARD");
    }

    @Test
    void takesACompatibleChangeAsANewId() {
        SchemaRegistry registry = registry(RegistryServer.shared().url());
        int id = registry.register(subject, amount("int"));
        assertThat(registry.isCompatible(subject, amount("long"))).isTrue();
        assertThat(registry.register(subject, amount("long"))).isNotEqualTo(id);
    }

    /** Readers take the newest version, and a registry knows a schema again by its old one. */
    @Test
    void aSchemaThatComesBackIsTheNewestAgain() throws Exception {
        String url = RegistryServer.shared().url();
        Schema wide = row(
                "{\"name\":\"id\",\"type\":\"int\"},{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null}");
        Schema narrow = row("{\"name\":\"id\",\"type\":\"int\"}");
        SchemaRegistry registry = registry(url);
        int first = registry.registerNewest(subject, wide);
        int second = registry.registerNewest(subject, narrow);
        int third = registry.registerNewest(subject, wide);
        assertThat(third).isNotIn(first, second);
        assertThat(newest(url)).containsExactly("id", "note");
        assertThat(registry.registerNewest(subject, wide)).isEqualTo(third);
        assertThat(registry(url).registerNewest(subject, wide)).isEqualTo(third);
        assertThat(registry.schema(third).map(SchemaFingerprint::of)).contains(SchemaFingerprint.of(wide));
        assertThat(registry(url).registerNewest(subject, narrow)).isNotIn(second, third);
        assertThat(newest(url)).containsExactly("id");
        assertThat(registry(url).register(subject, wide)).isEqualTo(first);
    }

    /** A newer one was met before, and will be met again; each start would register both once more, or be refused the older one. */
    @Test
    void theSchemaOfTheNewestRecordsIsNotRegisteredAgainUntilAnotherWas() {
        String url = RegistryServer.shared().url();
        int older = registry(url).registerNewest(subject, amount("int"));
        int newer = registry(url).registerNewest(subject, amount("long"));
        SchemaRegistry registry = registry(url);
        registry.keepNewest(Map.of(subject, older));
        registry.requireNewestRegistrable(subject, amount("int"));
        assertThat(registry.registerNewest(subject, amount("int"))).isEqualTo(older);
        assertThat(registry.registerNewest(subject, amount("long"))).isEqualTo(newer);
        assertThatThrownBy(() -> registry.registerNewest(subject, amount("int")))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_INCOMPATIBLE));
        registry.keepNewest(Map.of());
        assertThatThrownBy(() -> registry.requireNewestRegistrable(subject, amount("int")))
                .isInstanceOf(CulvertException.class);
    }

    private List<String> newest(String url) throws Exception {
        URI latest = URI.create(url + "/subjects/" + subject + "/versions/latest");
        String answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(latest).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        Schema envelope = new Schema.Parser()
                .parse(new ObjectMapper().readTree(answer).path("schema").textValue());
        return envelope.getField("after").schema().getTypes().get(1).getFields().stream()
                .map(Schema.Field::name)
                .toList();
    }

    @Test
    void refusesAnIncompatibleChangeAndNamesTheField() {
        SchemaRegistry registry = registry(RegistryServer.shared().url());
        registry.register(subject, amount("long"));
        assertThat(registry.isCompatible(subject, amount("boolean"))).isFalse();
        assertThatThrownBy(() -> registry.register(subject, amount("boolean")))
                .isInstanceOfSatisfying(CulvertException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_INCOMPATIBLE);
                    assertThat(e.object()).contains(subject);
                    assertThat(e.fact()).contains("after.amount");
                    assertThat(e.remedy()).contains("new-topic");
                });
        assertThat(registry.has(subject, amount("boolean"))).isFalse();
    }

    @Test
    void refusesAChangeOfMeaningThatNoRegistrySees() {
        SchemaRegistry registry = registry(RegistryServer.shared().url());
        registry.register(subject, decimal(10, 2));
        registry.register(subject, decimal(12, 2));
        assertThat(registry.isCompatible(subject, decimal(12, 4))).isFalse();
        assertThatThrownBy(() -> registry.register(subject, decimal(12, 4)))
                .isInstanceOfSatisfying(CulvertException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_INCOMPATIBLE);
                    assertThat(e.fact()).contains("after.amount (was decimal of scale 2, is decimal of scale 4)");
                });
    }

    private static Schema decimal(int precision, int scale) {
        return row(
                "{\"name\":\"amount\",\"type\":[\"null\",{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":"
                        + precision + ",\"scale\":" + scale + "}],\"default\":null}");
    }

    @Test
    void seesThatARestartedRegistryHandedTheIdOutAnew() {
        try (RegistryServer server = RegistryServer.create()) {
            SchemaRegistry running = registry(server.url());
            int id = running.register(subject, amount("int"));
            String fingerprint = SchemaFingerprint.of(amount("int"));
            registry(server.url()).requireSame(new WrittenSchema(subject, id, fingerprint));
            server.restart();
            // whoever goes on without a start: its next schema would get an id that records have
            assertThatThrownBy(() -> running.register("another", amount("string")))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_ID_CHANGED));
            assertThat(running.schema(id)).isEmpty();
            assertThatThrownBy(() -> registry(server.url()).requireSame(new WrittenSchema(subject, id, fingerprint)))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_ID_CHANGED));
            SchemaRegistry after = registry(server.url());
            int other = after.register("another", amount("string"));
            assertThat(other).isEqualTo(id);
            assertThatThrownBy(() -> after.requireSame(new WrittenSchema(subject, id, fingerprint)))
                    .isInstanceOfSatisfying(
                            CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_ID_CHANGED));
        }
    }

    /** Its own words, where it refuses what our own check lets pass: here, since somebody has set a sterner rule. */
    @Test
    void theRegistrysOwnReasonIsTold() throws Exception {
        String url = RegistryServer.shared().url();
        SchemaRegistry backward = registry(url);
        backward.register(subject, amount("long"));
        assertThatThrownBy(() -> new SchemaRegistry(definition(Compatibility.FULL), Optional.of(url))
                        .register(subject, amount("double")))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.fact()).contains("after.amount"));
    }

    @Test
    void aSubjectThatWasDeletedGetsItsSchemaAndIdAgain() throws Exception {
        String url = RegistryServer.shared().url();
        int id = registry(url).register(subject, amount("int"));
        send("DELETE", url + "/subjects/" + subject, "");
        assertThat(registry(url).has(subject, amount("int"))).isFalse();
        assertThat(registry(url).register(subject, amount("int"))).isEqualTo(id);
    }

    /** The id is a part of a key's bytes, and decides the partition. */
    @Test
    void aKeyKeepsItsIdWhateverElseTheRegistryHas() throws Exception {
        String url = RegistryServer.shared().url();
        int id = registry(url).register(subject, amount("int"));
        SchemaRegistry after = registry(url);
        after.keepKey(new WrittenSchema(subject, id + 1_000, SchemaFingerprint.of(amount("int"))));
        assertThat(after.register(subject, amount("int"))).isEqualTo(id + 1_000);
        assertThat(after.register(subject, amount("long"))).isNotEqualTo(id + 1_000);
    }

    @Test
    void anAlteredRuleIsBroughtBack() throws Exception {
        String url = RegistryServer.shared().url();
        SchemaRegistry registry = registry(url);
        registry.register(subject, amount("long"));
        assertThat(registry.restoreCompatibility(subject)).isEmpty();
        send("PUT", url + "/config/" + subject, "{\"compatibility\": \"NONE\"}");
        assertThat(registry.restoreCompatibility(subject)).hasValue("NONE");
        assertThat(registry.restoreCompatibility(subject)).isEmpty();
    }

    /** Against every former schema, not the newest alone. */
    @Test
    void aTransitiveRuleNamesTheFieldOfAnOlderSchema() {
        String url = RegistryServer.shared().url();
        SchemaRegistry registry = new SchemaRegistry(definition(Compatibility.BACKWARD_TRANSITIVE), Optional.of(url));
        registry.register(subject, row("{\"name\":\"amount\",\"type\":[\"null\",\"long\"],\"default\":null}"));
        registry.register(subject, row("{\"name\":\"other\",\"type\":[\"null\",\"int\"],\"default\":null}"));
        Schema back = row("{\"name\":\"amount\",\"type\":[\"null\",\"boolean\"],\"default\":null}");
        assertThatThrownBy(() -> registry.requireRegistrable(subject, back))
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.fact()).contains("after.amount"));
        assertThatThrownBy(() -> registry.register(subject, back))
                .isInstanceOfSatisfying(
                        CulvertException.class,
                        e -> assertThat(e.fact()).contains("after.amount").contains("the registry says"));
    }

    @Test
    void aLostSchemaComesBackOnlyUnderItsId() {
        try (RegistryServer server = RegistryServer.create()) {
            int first = registry(server.url()).register(subject, amount("int"));
            int second = registry(server.url()).register("next-" + subject, amount("long"));
            server.restart();
            SchemaRegistry after = registry(server.url());
            WrittenSchema next = new WrittenSchema("next-" + subject, second, SchemaFingerprint.of(amount("long")));
            // nothing is registered where the id before it is not there
            assertThat(after.restore(next, amount("long"))).isFalse();
            assertThat(after.has("next-" + subject, amount("long"))).isFalse();
            assertThat(after.restore(
                            new WrittenSchema(subject, first, SchemaFingerprint.of(amount("int"))), amount("int")))
                    .isTrue();
            assertThat(after.restore(next, amount("long"))).isTrue();
            after.requireSame(next);
        }
    }

    private static void send(String method, String url, String body) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    @Test
    void saysThatTheRegistryIsDown() {
        try (RegistryServer server = RegistryServer.create()) {
            SchemaRegistry registry = registry(server.url());
            registry.ping();
            server.stop();
            assertThatThrownBy(registry::ping).isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                    .isEqualTo(ErrorCode.REGISTRY_UNREACHABLE));
            assertThatThrownBy(() -> registry.register(subject, amount("int")))
                    .isInstanceOfSatisfying(CulvertException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.REGISTRY_UNREACHABLE));
        }
    }

    @Test
    void aBaseThatIsNotARegistrysIsNamed() {
        String wrong = RegistryServer.shared().url().replace("/apis/ccompat/v7", "/nowhere");
        assertThatThrownBy(() -> registry(wrong).ping())
                .isInstanceOfSatisfying(
                        CulvertException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_UNREACHABLE));
    }
}
