package dev.culvert.sink.kafka.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.definition.RegistryDefinition;
import dev.culvert.schemas.definition.RegistryDefinition.Compatibility;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.WrittenSchema;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    /** Of an answer's {@code error_code}, in the registries that give one. */
    private static final int NO_SUBJECT = 40_401;

    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    /** A property of a schema that comes back: the version that it came after. Without it the registry would know it by the old one. */
    private static final String AGAIN = "culvert.again";

    private final ObjectMapper mapper = new ObjectMapper();
    private final RegistryClient client;
    private final Compatibility compatibility;
    private final KnownIds given;
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Map<String, Integer> keyIds = new ConcurrentHashMap<>();
    private final Map<String, Integer> keptIds = new ConcurrentHashMap<>();

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
        this.given = new KnownIds(client.base());
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
     * @throws CulvertException {@link ErrorCode#REGISTRY_INCOMPATIBLE}, with the fields; {@link ErrorCode#REGISTRY_ID_CHANGED} if
     *     the registry went back to an older state since it was first asked, and would give ids away that records have
     */
    @Override
    public int register(String subject, Schema schema) {
        String key = subject + "\n" + schema;
        Integer known = ids.get(key);
        if (known != null) {
            return known;
        }
        ObjectNode body = mapper.createObjectNode().put("schema", schema.toString());
        RegistryClient.Answer found = lookUp(subject, schema);
        int id;
        if (found.ok()) {
            id = id(found, subject);
        } else {
            given.newest().ifPresent(this::requireSame);
            boolean set = setCompatibility(subject);
            requireCompatible(subject, schema, body);
            id = add(subject, schema, body);
            if (!set && !setCompatibility(subject)) {
                throw client.unreachable("PUT /config/" + subject + " is not supported");
            }
        }
        String fingerprint = SchemaFingerprint.of(schema);
        given.confirmed(new WrittenSchema(subject, id, fingerprint), schema);
        id = keyIds.getOrDefault(subject + "\n" + fingerprint, id);
        ids.put(key, id);
        return id;
    }

    @Override
    public int registerNewest(String subject, Schema schema) {
        Optional<Schema> kept = kept(subject, schema);
        if (kept.isEmpty()) {
            keptIds.remove(subject);
        }
        return register(subject, kept.orElseGet(() -> newest(subject, schema)));
    }

    /**
     * Keeps to the ids that the newest records have, until another schema is registered: what is newer in the registry was met in the
     * stream already, and will be met again.
     *
     * @param ids by subject; those of former calls are forgotten
     */
    public void keepNewest(Map<String, Integer> ids) {
        keptIds.clear();
        keptIds.putAll(ids);
    }

    /** The schema in the form that has the id which is kept; empty if it is another schema. */
    private Optional<Schema> kept(String subject, Schema schema) {
        return Optional.ofNullable(keptIds.get(subject)).flatMap(id -> schema(id)
                .map(there -> there.getObjectProp(AGAIN) instanceof Integer after ? again(schema, after) : schema)
                .filter(form -> lookUp(subject, form).body().path("id").asInt() == id));
    }

    /**
     * The schema in the form in which it is, or can become, the newest version of its subject. A registry has a schema once, so one that
     * was there before another was would stay the older version, and readers of the newest would take the other.
     */
    private Schema newest(String subject, Schema schema) {
        RegistryClient.Answer last = client.read("GET", versions(subject) + "/latest", Optional.empty());
        if (!last.ok()) {
            return schema;
        }
        int newest = last.body().path("version").asInt();
        RegistryClient.Answer found = lookUp(subject, schema);
        if (!found.ok() || found.body().path("version").asInt() == newest) {
            return schema;
        }
        Optional<Schema> same = parse(last.body().path("schema"))
                .map(text -> text.getObjectProp(AGAIN))
                .filter(Integer.class::isInstance)
                .map(after -> again(schema, (int) after))
                .filter(form -> lookUp(subject, form).body().path("version").asInt() == newest);
        return same.orElseGet(() -> again(schema, newest));
    }

    private static Schema again(Schema schema, int after) {
        Schema copy = new Schema.Parser().parse(schema.toString());
        copy.addProp(AGAIN, after);
        return copy;
    }

    private RegistryClient.Answer lookUp(String subject, Schema schema) {
        ObjectNode body = mapper.createObjectNode().put("schema", schema.toString());
        return client.read("POST", "/subjects/" + escape(subject), Optional.of(body));
    }

    /**
     * Keeps to an id that stands: {@link #register} gives it for this schema, whatever other id the registry has for it by now. The id
     * is a part of a key's bytes, and decides by them the partition.
     */
    public void keepKey(WrittenSchema key) {
        keyIds.put(key.subject() + "\n" + key.fingerprint(), key.id());
    }

    /** Whether a schema could be registered; changes nothing. A subject that is not there takes anything. */
    public boolean isCompatible(String subject, Schema schema) {
        RegistryClient.Answer answer = check(subject, mapper.createObjectNode().put("schema", schema.toString()));
        return answer.status() == 404 || takes(answer) && meansTheSame(subject, schema);
    }

    /** The same of {@link #registerNewest}. */
    public void requireNewestRegistrable(String subject, Schema schema) {
        if (compatibility != Compatibility.NONE) {
            requireRegistrable(subject, kept(subject, schema).orElseGet(() -> newest(subject, schema)));
        }
    }

    /**
     * Finds out whether {@link #register} would be refused, and changes nothing. What the registry's present rule for the subject
     * says does not count, since registering sets it: the newest schema is compared here.
     *
     * @throws CulvertException {@link ErrorCode#REGISTRY_INCOMPATIBLE}, with the fields
     */
    public void requireRegistrable(String subject, Schema schema) {
        if (compatibility == Compatibility.NONE) {
            return;
        }
        RegistryClient.Answer found = lookUp(subject, schema);
        // with thousands of new tables, a question less for each is minutes
        if (found.ok() || found.body().path("error_code").asInt() == NO_SUBJECT) {
            return;
        }
        if (!differences(subject, schema).isEmpty()) {
            throw incompatible(subject, schema, Optional.empty());
        }
        if (level(subject).filter(compatibility.name()::equals).isPresent()) {
            requireCompatible(subject, schema, mapper.createObjectNode().put("schema", schema.toString()));
        }
    }

    /** Whether the subject has this very schema already. */
    public boolean has(String subject, Schema schema) {
        return lookUp(subject, schema).ok();
    }

    /**
     * Brings the rule of a subject back to the definition's, if somebody has set another one.
     *
     * @return the other one
     */
    public Optional<String> restoreCompatibility(String subject) {
        Optional<String> other = level(subject).filter(level -> !level.equals(compatibility.name()));
        return other.filter(level -> setCompatibility(subject));
    }

    /** The rule of a subject of its own; empty if it has none. */
    private Optional<String> level(String subject) {
        RegistryClient.Answer answer = client.read("GET", "/config/" + escape(subject), Optional.empty());
        return answer.ok()
                ? Optional.ofNullable(answer.body().path("compatibilityLevel").textValue())
                : Optional.empty();
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

    /** The newest schema of a subject, by which its readers go; empty if there is none. */
    public Optional<Schema> newest(String subject) {
        return latest(subject);
    }

    /**
     * Checks that an id still stands for the schema that it was given to: a registry that keeps its schemas in memory, or was
     * restored, hands ids out anew, and consumers would read records with another record's schema.
     *
     * @param written the id, and {@link SchemaFingerprint#of} of the schema then
     * @throws CulvertException {@link ErrorCode#REGISTRY_ID_CHANGED}
     */
    public void requireSame(WrittenSchema written) {
        Optional<Schema> now = schema(written.id());
        if (now.map(SchemaFingerprint::of).filter(written.fingerprint()::equals).isPresent()) {
            given.confirmed(written, now.get());
            return;
        }
        throw given.changed(written, now);
    }

    /**
     * Registers a schema that the registry has lost, where the id that it would give is the one of before. Of that the id before it
     * speaks, which must be there: a registry that hands out ids counts.
     *
     * @return whether the id stands again
     */
    public boolean restore(WrittenSchema written, Schema schema) {
        if (written.id() > 1 && schema(written.id() - 1).isEmpty()) {
            return false;
        }
        setCompatibility(written.subject());
        return add(written.subject(), schema, mapper.createObjectNode().put("schema", schema.toString()))
                == written.id();
    }

    private void requireCompatible(String subject, Schema schema, ObjectNode body) {
        RegistryClient.Answer answer = check(subject, body);
        if (answer.status() == 404) {
            return; // there is no version yet
        }
        if (!takes(answer) || !meansTheSame(subject, schema)) {
            throw incompatible(subject, schema, RegistryReason.of(answer.body(), schema));
        }
    }

    /** Confluent gives its reasons to who asks for them; the others do in any case, or not at all. */
    private RegistryClient.Answer check(String subject, ObjectNode body) {
        return client.read(
                "POST",
                "/compatibility/subjects/" + escape(subject) + "/versions/latest?verbose=true",
                Optional.of(body));
    }

    private boolean takes(RegistryClient.Answer answer) {
        if (!answer.ok() && answer.status() != CONFLICT) {
            throw client.unreachable("a check of compatibility gave " + answer.status());
        }
        return answer.ok() && answer.body().path("is_compatible").asBoolean(false);
    }

    private boolean meansTheSame(String subject, Schema schema) {
        return compatibility == Compatibility.NONE
                || latest(subject)
                        .map(older ->
                                SchemaDifference.reinterpreted(older, schema).isEmpty())
                        .orElse(true);
    }

    private Optional<Schema> latest(String subject) {
        return version(subject, "latest");
    }

    private Optional<Schema> version(String subject, String number) {
        return parse(client.read("GET", versions(subject) + "/" + number, Optional.empty())
                .body()
                .path("schema"));
    }

    /** The schemas that a new one must go with, the newest first. */
    private List<Schema> former(String subject) {
        if (!compatibility.name().endsWith("_TRANSITIVE")) {
            return latest(subject).stream().toList();
        }
        List<Schema> former = new ArrayList<>();
        for (JsonNode number :
                client.read("GET", versions(subject), Optional.empty()).body()) {
            version(subject, number.asText()).ifPresent(schema -> former.add(0, schema));
        }
        return former;
    }

    private int add(String subject, Schema schema, ObjectNode body) {
        RegistryClient.Answer answer = client.write("POST", versions(subject), body);
        if (answer.status() == CONFLICT) {
            throw incompatible(subject, schema, RegistryReason.of(answer.body(), schema));
        }
        if (answer.status() == UNPROCESSABLE) {
            throw readOnly(subject, schema, answer);
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

    /** What {@code 422} means besides: the schema is none for this registry. */
    private CulvertException readOnly(String subject, Schema schema, RegistryClient.Answer answer) {
        return new CulvertException(
                ErrorCode.REGISTRY_READ_ONLY,
                "subject " + subject,
                "The registry " + url() + " does not take schemas: "
                        + RegistryReason.of(answer.body(), schema).orElse("it does not say why") + ".",
                Changed.POSITION_KEPT,
                "Let it take them again: curl -X PUT -H 'Content-Type: application/json' -d '{\"mode\":\"READWRITE\"}' "
                        + url() + "/mode/" + subject);
    }

    private CulvertException incompatible(String subject, Schema schema, Optional<String> reason) {
        List<String> fields = differences(subject, schema);
        String said = reason.map(words -> "the registry says: " + words)
                .orElse("the registry refuses it, and does not say which field");
        return new CulvertException(
                ErrorCode.REGISTRY_INCOMPATIBLE,
                "subject " + subject,
                "The new schema does not go with the subject's (compatibility " + compatibility + "): "
                        + (fields.isEmpty()
                                ? said
                                : String.join(", ", fields)
                                        + reason.map(words -> "; the registry says: " + words)
                                                .orElse(""))
                        + ".",
                Changed.NOTHING,
                "Let the table begin anew in its next topic (format.registry.onIncompatibleSchema: new-topic), or in one that you"
                        + " name (topic: in its entry of tables); then culvert run FILE --resnapshot TABLE. Or allow it:"
                        + " format.registry.compatibility; consumers that do not know the new schema may fail.");
    }

    private List<String> differences(String subject, Schema newer) {
        return former(subject).stream()
                .flatMap(older -> Stream.concat(
                        SchemaDifference.fields(older, newer, compatibility).stream(),
                        SchemaDifference.reinterpreted(older, newer).stream()))
                .distinct()
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

    private static String versions(String subject) {
        return "/subjects/" + escape(subject) + "/versions";
    }

    private static String escape(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
