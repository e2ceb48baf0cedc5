package dev.culvert.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.Set;

/** The schema of what commands print with {@code -o json}. */
public final class CommandSchema {
    private static final String RESOURCE = "/dev/culvert/schemas/output/command.schema.json";
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(CommandSchema.class.getResourceAsStream(RESOURCE));

    private CommandSchema() {}

    public static Set<ValidationMessage> validate(JsonNode output) {
        return SCHEMA.validate(output);
    }

    /** The schema itself. */
    static JsonNode node() {
        return SCHEMA.getSchemaNode();
    }
}
