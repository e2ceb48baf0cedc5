package dev.culvert.schemas.definition.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.culvert.schemas.definition.Kind;
import dev.culvert.schemas.definition.reader.BadDefinition;
import dev.culvert.schemas.definition.yaml.YamlDocument;
import dev.culvert.schemas.definition.yaml.YamlException;
import dev.culvert.schemas.error.ErrorCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonSchemaTest {
    /** What the shape of single keys decides, and so the schema too. */
    private static final Set<ErrorCode> SHAPE =
            EnumSet.of(ErrorCode.DEF_UNKNOWN_KEY, ErrorCode.DEF_TYPE, ErrorCode.DEF_NAME, ErrorCode.DEF_SECRET_INLINE);

    private static final Map<Kind, com.networknt.schema.JsonSchema> SCHEMAS = Arrays.stream(Kind.values())
            .collect(Collectors.toMap(kind -> kind, kind -> JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(JsonSchema.render(kind))));

    static Stream<BadDefinition> badShapes() {
        return BadDefinition.all()
                .filter(bad -> SHAPE.contains(bad.code()))
                // any name may be that of a topic's setting, for all that a schema can say
                .filter(bad -> !bad.name().equals("a topic's setting"));
    }

    private static Set<ValidationMessage> validate(Kind kind, String yaml) throws YamlException {
        return SCHEMAS.get(kind).validate(Values.json(YamlDocument.read(yaml)));
    }

    @ParameterizedTest
    @EnumSource
    void takesAGoodDefinition(Kind kind) throws YamlException {
        assertThat(validate(kind, BadDefinition.good(kind))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void takesNoOtherKind(Kind kind) throws YamlException {
        assertThat(validate(kind, BadDefinition.good(kind).replace("kind: " + kind, "kind: Other")))
                .isNotEmpty();
    }

    @Test
    void takesTheSmallestDefinition() throws YamlException {
        String smallest =
                """
                apiVersion: culvert/v1
                kind: Pipeline
                metadata: {name: shop}
                source:
                  postgres: {url: "postgresql://culvert@db/shop"}
                  tables: [{table: public.*}]
                kafka: {bootstrap: "kafka:9092", embedded: false}
                format: {value: json}
                """;

        assertThat(validate(Kind.PIPELINE, smallest)).isEmpty();
        assertThat(validate(Kind.PIPELINE, smallest.replace("json", "avro"))).isNotEmpty();
        assertThat(validate(Kind.PIPELINE, smallest.replace("bootstrap: \"kafka:9092\", ", "")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("badShapes")
    void refusesWhatTheReaderRefuses(BadDefinition bad) throws YamlException {
        assertThat(validate(bad.kind(), bad.text())).isNotEmpty();
    }
}
