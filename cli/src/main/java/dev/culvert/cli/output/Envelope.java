package dev.culvert.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.error.CulvertException;
import java.util.Locale;

/** The JSON object of a command; its schema is {@code dev/culvert/schemas/output/command.schema.json}. */
final class Envelope {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Envelope() {}

    static ObjectNode of(String command, Outcome outcome) {
        ObjectNode envelope = JSON.objectNode();
        envelope.put("command", command);
        envelope.put("ok", outcome.error().isEmpty());
        envelope.set("result", outcome.result());
        envelope.set("error", outcome.error().map(Envelope::error).orElse(JSON.nullNode()));
        ArrayNode steps = envelope.putArray("nextSteps");
        for (NextStep step : outcome.nextSteps()) {
            steps.addObject().put("command", step.command()).put("reason", step.reason());
        }
        return envelope;
    }

    static JsonNode error(CulvertException error) {
        ObjectNode node = JSON.objectNode();
        node.put("code", error.code().code());
        node.put("category", word(error.code().category()));
        node.put("exitCode", error.code().category().exitCode());
        node.put("object", error.object());
        node.put("fact", error.fact());
        node.put("changed", word(error.changed()));
        node.put("remedy", error.remedy());
        node.set("findings", Findings.json(error.findings()));
        return node;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
