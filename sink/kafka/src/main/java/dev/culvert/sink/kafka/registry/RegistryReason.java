package dev.culvert.sink.kafka.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/**
 * What a registry says of a schema that it refuses, in its own words, with the names of fields for their paths. Every product has its
 * form, and most repeat whole schemas, which are left out:
 *
 * <ul>
 *   <li>Confluent from 7.4 on: {@code details: [{errorType:'TYPE_MISMATCH', description:'The type (path '/fields/2/type') of a field
 *       ...', additionalInfo:'reader type: STRING not compatible with writer type: LONG'}, {oldSchema: ...}]} when it registers
 *       (schema-registry#2166), the same as {@code messages} of a check that is asked for {@code verbose} (#3144); before that
 *       {@code Incompatibility{type:TYPE_MISMATCH, location:/fields/2/type, message:..., reader:..., writer:...}}; before 7.1 nothing.
 *   <li>Apicurio 3.0.9: {@code Incompatible artifact: ..., list of diff types: [reader union lacking writer type: LONG at
 *       /fields/1/type/1, x at /fields/2]} when it registers, nothing when it checks.
 *   <li>Karapace: {@code Incompatible schema, compatibility_mode=BACKWARD. Incompatibilities: reader type: string not compatible with
 *       writer type: int}, the same as {@code messages} of a check; no path.
 * </ul>
 */
final class RegistryReason {
    private static final int LONGEST = 400;
    private static final Pattern CONFLUENT = Pattern.compile(
            "\\{errorType:'(?<type>[A-Z_]+)', description:'(?<text>.*?)', additionalInfo:'(?<info>.*?)'}",
            Pattern.DOTALL);
    private static final Pattern CONFLUENT_PATH = Pattern.compile("path '(?<path>/[^']*)'");
    private static final Pattern CONFLUENT_OLD = Pattern.compile(
            "Incompatibility\\{type:(?<type>[A-Z_]+), location:(?<path>/[^,]*), message:(?<info>.*?), reader:",
            Pattern.DOTALL);
    private static final Pattern APICURIO = Pattern.compile("list of diff types: \\[(?<list>.*)]", Pattern.DOTALL);
    private static final Pattern APICURIO_ENTRY =
            Pattern.compile("(?<info>.*?) at (?<path>/[^,]*)(?:, |$)", Pattern.DOTALL);
    private static final Pattern KARAPACE = Pattern.compile(
            "^Incompatible schema, compatibility_mode=[A-Z_]+\\.? ?(?:Incompatibilities: )?(?<text>.*)$",
            Pattern.DOTALL);
    private static final Pattern CONFLUENT_PREAMBLE =
            Pattern.compile("^Schema being registered is incompatible with an earlier schema.*", Pattern.DOTALL);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RegistryReason() {}

    /**
     * @param body of the answer that refuses
     * @param newer the schema that is refused, whose fields the paths mostly mean
     * @return empty if the registry gives no reason
     */
    static Optional<String> of(JsonNode body, Schema newer) {
        List<String> texts = new ArrayList<>();
        body.path("messages").forEach(message -> texts.add(message.asText()));
        if (texts.isEmpty() && body.path("message").isTextual()) {
            texts.add(body.path("message").textValue());
        }
        Set<String> reasons = new LinkedHashSet<>();
        texts.forEach(text -> read(text, newer, reasons));
        String all = String.join(", ", reasons);
        return all.isBlank()
                ? Optional.empty()
                : Optional.of(all.length() <= LONGEST ? all : all.substring(0, LONGEST) + "...");
    }

    private static void read(String text, Schema newer, Set<String> reasons) {
        int before = reasons.size();
        Matcher confluent = CONFLUENT.matcher(text);
        while (confluent.find()) {
            Matcher path = CONFLUENT_PATH.matcher(confluent.group("text"));
            reasons.add(entry(
                    path.find() ? path.group("path") : "",
                    confluent.group("type") + " " + confluent.group("info"),
                    newer));
        }
        Matcher old = CONFLUENT_OLD.matcher(text);
        while (old.find()) {
            reasons.add(entry(old.group("path"), old.group("type") + " " + old.group("info"), newer));
        }
        Matcher apicurio = APICURIO.matcher(text);
        if (apicurio.find()) {
            Matcher each = APICURIO_ENTRY.matcher(apicurio.group("list"));
            while (each.find()) {
                reasons.add(entry(each.group("path"), each.group("info"), newer));
            }
        }
        boolean shape = text.startsWith("{") || CONFLUENT_PREAMBLE.matcher(text).matches();
        if (reasons.size() > before || shape) {
            return;
        }
        Matcher karapace = KARAPACE.matcher(text);
        String plain = (karapace.matches() ? karapace.group("text") : text).strip();
        if (!plain.isEmpty()) {
            reasons.add(plain);
        }
    }

    private static String entry(String path, String info, Schema newer) {
        String field = field(path, newer);
        return field.isEmpty() ? info.strip() : field + ": " + info.strip();
    }

    /** {@code after.amount} for {@code /fields/1/type/1/fields/2/type}; the path itself where the schema has no such place. */
    private static String field(String path, Schema schema) {
        try {
            JsonNode at = MAPPER.readTree(schema.toString());
            StringBuilder name = new StringBuilder();
            String[] steps = path.split("/");
            for (int i = 1; i < steps.length && !at.isMissingNode(); i++) {
                at = at.isArray() ? at.path(Integer.parseInt(steps[i])) : at.path(steps[i]);
                if (steps[i - 1].equals("fields") && at.path("name").isTextual()) {
                    name.append(name.length() == 0 ? "" : ".")
                            .append(at.path("name").textValue());
                }
            }
            return name.length() == 0 || at.isMissingNode() && !path.endsWith("/type") ? path : name.toString();
        } catch (com.fasterxml.jackson.core.JsonProcessingException | NumberFormatException e) {
            return path;
        }
    }
}
