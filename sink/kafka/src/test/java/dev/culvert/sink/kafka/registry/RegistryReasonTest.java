package dev.culvert.sink.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Bodies as the products give them; Apicurio's is tested for real too, in {@link SchemaRegistryIT}. */
class RegistryReasonTest {
    private static final Schema NEWER = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"Envelope\",\"fields\":[{\"name\":\"op\",\"type\":\"string\"},"
                    + "{\"name\":\"after\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"Value\",\"fields\":["
                    + "{\"name\":\"id\",\"type\":\"int\"},{\"name\":\"amount\",\"type\":[\"null\",\"string\"]}]}]}]}");

    /** Confluent 7.4 and newer, {@code POST /compatibility/...?verbose=true}. */
    @Test
    void confluentsVerboseCheck() {
        ObjectNode body = new ObjectMapper().createObjectNode().put("is_compatible", false);
        body.putArray("messages")
                .add(
                        "{errorType:'TYPE_MISMATCH', description:'The type (path '/fields/1/type/1/fields/1/type/1') of a field in"
                                + " the new schema does not match with the old schema', additionalInfo:'reader type: STRING not"
                                + " compatible with writer type: LONG'}")
                .add("{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'id' at path"
                        + " '/fields/1/type/1/fields/0' in the new schema has no default value and is missing in the old"
                        + " schema', additionalInfo:'id'}")
                .add("{oldSchemaVersion: 3}")
                .add("{oldSchema: '{\"type\":\"record\",\"name\":\"Envelope\"}'}")
                .add("{compatibility: 'BACKWARD'}");

        assertThat(RegistryReason.of(body, NEWER))
                .hasValue("after.amount: TYPE_MISMATCH reader type: STRING not compatible with writer type: LONG,"
                        + " after.id: READER_FIELD_MISSING_DEFAULT_VALUE id");
    }

    /** Confluent 7.4 and newer, {@code POST /subjects/.../versions}. */
    @Test
    void confluentsRefusalToRegister() {
        assertThat(RegistryReason.of(
                        message(
                                40901,
                                "Schema being registered is incompatible with an earlier schema for subject \"t-value\", details:"
                                        + " [{errorType:'TYPE_MISMATCH', description:'The type (path"
                                        + " '/fields/1/type/1/fields/1/type') of a field in the new schema does not match with"
                                        + " the old schema', additionalInfo:'reader type: STRING not compatible with writer"
                                        + " type: DOUBLE'}, {oldSchemaVersion: 4}, {oldSchema: '{\"type\":\"record\"}'}]"),
                        NEWER))
                .hasValue("after.amount: TYPE_MISMATCH reader type: STRING not compatible with writer type: DOUBLE");
    }

    /** Confluent 7.1 to 7.3 (schema-registry#2166). */
    @Test
    void confluentsFormerRefusalToRegister() {
        assertThat(RegistryReason.of(
                        message(
                                409,
                                "Schema being registered is incompatible with an earlier schema for subject \"t-value\", details:"
                                        + " [Incompatibility{type:TYPE_MISMATCH, location:/fields/0/type, message:reader type:"
                                        + " DOUBLE not compatible with writer type: STRING, reader:\"double\","
                                        + " writer:\"string\"}]"),
                        NEWER))
                .hasValue("op: TYPE_MISMATCH reader type: DOUBLE not compatible with writer type: STRING");
    }

    /** Confluent before 7.1. */
    @Test
    void aRefusalWithoutAReason() {
        assertThat(RegistryReason.of(
                        message(409, "Schema being registered is incompatible with an earlier schema"), NEWER))
                .isEmpty();
    }

    /** Karapace: {@code karapace/schema_registry.py}. */
    @Test
    void karapacesRefusalToRegister() {
        assertThat(RegistryReason.of(
                        message(
                                409,
                                "Incompatible schema, compatibility_mode=BACKWARD. Incompatibilities: reader type: string not"
                                        + " compatible with writer type: int"),
                        NEWER))
                .hasValue("reader type: string not compatible with writer type: int");
    }

    /** Karapace: {@code karapace/api/controller.py}, {@code compatibility_check}. */
    @Test
    void karapacesCheck() {
        ObjectNode body = new ObjectMapper().createObjectNode().put("is_compatible", false);
        body.putArray("messages").add("reader type: string not compatible with writer type: int");
        assertThat(RegistryReason.of(body, NEWER)).hasValue("reader type: string not compatible with writer type: int");
    }

    /** Apicurio 3.0.9. */
    @Test
    void apicuriosRefusalToRegister() {
        assertThat(RegistryReason.of(
                        message(
                                409,
                                "io.apicurio.registry.rules.RuleViolationException: Incompatible artifact: a-value [AVRO], num of"
                                        + " incompatible diffs: {2}, list of diff types: [reader union lacking writer type: LONG"
                                        + " at /fields/1/type/1/fields/1/type/1, x at /fields/9]"),
                        NEWER))
                .hasValue("after.amount: reader union lacking writer type: LONG, /fields/9: x");
    }

    @Test
    void nothingLongIsRepeated() {
        assertThat(RegistryReason.of(message(409, "x".repeat(5_000)), NEWER).orElseThrow())
                .hasSizeLessThan(500);
    }

    private static ObjectNode message(int code, String text) {
        return new ObjectMapper().createObjectNode().put("error_code", code).put("message", text);
    }
}
