package dev.culvert.sink.kafka.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.definition.RegistryDefinition.Compatibility;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * A registry that speaks the Confluent REST API. Thread-safe. Ids are remembered for as long as the object lives.
 *
 * <p>Every method throws {@link CulvertException}: REGISTRY_UNREACHABLE, REGISTRY_AUTH, and what it names itself.
 */
public final class SchemaRegistry implements SchemaIds {
    private final ObjectMapper mapper = new ObjectMapper();
    private final RegistryClient client;
    private final Compatibility compatibility;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();

    /** @param urlOverride the address of a registry that Culvert started itself, for {@code embedded: true} */
    public SchemaRegistry(RegistryDefinition definition, Optional<String> urlOverride) {
        String url = urlOverride
                .or(definition::url)
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.DEF_MISSING_KEY,
                        "format.registry.url",
                        "No address of a registry is given.",
                        Changed.NOTHING,
                        "Give format.registry.url, or format.registry.embedded: true."));
        this.client = new RegistryClient(definition, url);
        this.compatibility = definition.compatibility();
    }

    /** Its address, for people. */
    public String url() {
        return client.base();
    }

    /** Asks something that every registry answers. */
    public void ping() {
        RegistryClient.Answer answer = client.read("GET", "/subjects", Optional.empty());
        if (!answer.ok() || !answer.body().isArray()) {
            throw client.unreachable("GET /subjects gave " + answer.status() + " and no list of subjects");
        }
    }

    /**
     * The id of a schema under a subject. A schema that the subject does not have yet is checked against what it has, and
     * registered; before that, the subject's compatibility is set, since a registry's default may check nothing.
     *
     * @throws CulvertException {@link ErrorCode#REGISTRY_INCOMPATIBLE}, with the fields
     */
    @Override
    public int register(String subject, Schema schema) {
        String key = subject + "\n" + schema;
        Integer known = ids.get(key);
        if (known != null) {
            return known;
        }
        ObjectNode body = mapper.createObjectNode().put("schema", schema.toString());
        RegistryClient.Answer found = client.read("POST", "/subjects/" + escape(subject), Optional.of(body));
        int id;
        if (found.ok()) {
            id = id(found, subject);
        } else {
            boolean set = setCompatibility(subject);
            requireCompatible(subject, schema, body);
            id = add(subject, schema, body);
            if (!set && !setCompatibility(subject)) {
                throw client.unreachable("PUT /config/" + subject + " is not supported");
            }
        }
        ids.put(key, id);
        return id;
    }

    /** Whether a schema could be registered; changes nothing. A subject that is not there takes anything. */
    public boolean isCompatible(String subject, Schema schema) {
        return compatible(subject, schema, mapper.createObjectNode().put("schema", schema.toString()));
    }

    /**
     * Finds out whether {@link #register} would be refused, and changes nothing. What the registry's present rule for the subject
     * says does not count, since registering sets it: the newest schema is compared here.
     *
     * @throws CulvertException {@link ErrorCode#REGISTRY_INCOMPATIBLE}, with the fields
     */
    public void requireRegistrable(String subject, Schema schema) {
        if (compatibility == Compatibility.NONE || has(subject, schema)) {
            return;
        }
        boolean refused = latest(subject)
                .map(older -> !differences(older, schema).isEmpty())
                .orElse(false);
        if (refused) {
            throw incompatible(subject, schema);
        }
    }

    /** Whether the subject has this very schema already. */
    public boolean has(String subject, Schema schema) {
        ObjectNode body = mapper.createObjectNode().put("schema", schema.toString());
        return client.read("POST", "/subjects/" + escape(subject), Optional.of(body))
                .ok();
    }

    /** {@code READWRITE}, {@code READONLY} or {@code IMPORT}; empty if the registry does not know of modes. */
    public Optional<String> mode() {
        RegistryClient.Answer answer = client.read("GET", "/mode", Optional.empty());
        return answer.ok() && answer.body().path("mode").isTextual()
                ? Optional.of(answer.body().path("mode").textValue())
                : Optional.empty();
    }

    /** The schema behind an id; empty if there is none. */
    public Optional<Schema> schema(int id) {
        RegistryClient.Answer answer = client.read("GET", "/schemas/ids/" + id, Optional.empty());
        if (answer.status() == 404) {
            return Optional.empty();
        }
        return parse(answer.body().path("schema"));
    }

    /**
     * Checks that an id still stands for the schema that it was given to: a registry that keeps its schemas in memory, or was
     * restored, hands ids out anew, and consumers would read records with another record's schema.
     *
     * @param fingerprint {@link SchemaFingerprint#of} of the schema then
     * @throws CulvertException {@link ErrorCode#REGISTRY_ID_CHANGED}
     */
    public void requireSame(int id, String fingerprint, String subject) {
        Optional<Schema> now = schema(id);
        if (now.map(SchemaFingerprint::of).filter(fingerprint::equals).isPresent()) {
            return;
        }
        throw new CulvertException(
                ErrorCode.REGISTRY_ID_CHANGED,
                "subject " + subject,
                now.isEmpty()
                        ? "Records were written with schema id " + id + ", which the registry " + url()
                                + " does not have any more."
                        : "Records were written with schema id " + id
                                + ", which stands for another schema in the registry " + url() + " now ("
                                + now.get().getFullName() + ").",
                Changed.NOTHING,
                "Restore the registry's storage. If it is lost, no consumer can read the records that are there: give the table"
                        + " a new topic.");
    }

    private void requireCompatible(String subject, Schema schema, ObjectNode body) {
        if (!compatible(subject, schema, body)) {
            throw incompatible(subject, schema);
        }
    }

    private boolean compatible(String subject, Schema schema, ObjectNode body) {
        RegistryClient.Answer answer = client.read(
                "POST", "/compatibility/subjects/" + escape(subject) + "/versions/latest", Optional.of(body));
        if (answer.status() == 404) {
            return true; // there is no version yet
        }
        boolean meansTheSame = compatibility == Compatibility.NONE
                || latest(subject)
                        .map(older ->
                                SchemaDifference.reinterpreted(older, schema).isEmpty())
                        .orElse(true);
        return meansTheSame
                && answer.ok()
                && answer.body().path("is_compatible").asBoolean(false);
    }

    private Optional<Schema> latest(String subject) {
        return parse(client.read("GET", "/subjects/" + escape(subject) + "/versions/latest", Optional.empty())
                .body()
                .path("schema"));
    }

    private int add(String subject, Schema schema, ObjectNode body) {
        RegistryClient.Answer answer = client.write("POST", "/subjects/" + escape(subject) + "/versions", body);
        if (!answer.ok()) {
            throw incompatible(subject, schema);
        }
        return id(answer, subject);
    }

    private int id(RegistryClient.Answer answer, String subject) {
        JsonNode id = answer.body().path("id");
        if (!id.isInt()) {
            throw client.unreachable("the answer about subject " + subject + " has no id");
        }
        return id.intValue();
    }

    /** False if the registry knows no such subject (yet). */
    private boolean setCompatibility(String subject) {
        RegistryClient.Answer answer = client.write(
                "PUT",
                "/config/" + escape(subject),
                mapper.createObjectNode().put("compatibility", compatibility.name()));
        if (answer.status() == 404) {
            return false;
        }
        if (!answer.ok()) {
            throw client.unreachable("PUT /config/" + subject + " gave " + answer.status());
        }
        return true;
    }

    private CulvertException incompatible(String subject, Schema schema) {
        List<String> fields =
                latest(subject).map(older -> differences(older, schema)).orElse(List.of());
        return new CulvertException(
                ErrorCode.REGISTRY_INCOMPATIBLE,
                "subject " + subject,
                "The new schema does not go with the subject's (compatibility " + compatibility + "): "
                        + (fields.isEmpty()
                                ? "the registry refuses it, and does not say which field"
                                : String.join(", ", fields))
                        + ".",
                Changed.NOTHING,
                "Give the table a new topic (topic: in its entry of tables). Or force it: curl -X PUT -H 'Content-Type: "
                        + "application/json' -d '{\"compatibility\":\"NONE\"}' " + url() + "/config/" + subject
                        + " and register the schema by hand; consumers that do not know it will fail.");
    }

    private List<String> differences(Schema older, Schema newer) {
        return Stream.concat(
                        SchemaDifference.fields(older, newer, compatibility).stream(),
                        SchemaDifference.reinterpreted(older, newer).stream())
                .toList();
    }

    private static Optional<Schema> parse(JsonNode text) {
        if (!text.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Schema.Parser().parse(text.textValue()));
        } catch (SchemaParseException e) {
            return Optional.empty();
        }
    }

    private static String escape(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
