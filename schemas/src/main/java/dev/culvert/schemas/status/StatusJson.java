package dev.culvert.schemas.status;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Severity;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The one JSON form of a status, which {@code status -o json} prints as its result and HTTP serves: keys are those of the
 * record, instants are ISO 8601 in UTC, enums are lower case, an error code is as people see it, and what is not known is
 * {@code null}, never left out and never 0. Thread-safe.
 */
public final class StatusJson {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new Jdk8Module())
            .registerModule(new SimpleModule("culvert-status")
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(PipelinePhase.class, new LowerCase<>())
                    .addSerializer(Severity.class, new LowerCase<>())
                    .addSerializer(ErrorCode.class, new Code()));

    private StatusJson() {}

    public static JsonNode tree(PipelineStatus status) {
        return MAPPER.valueToTree(status);
    }

    /** Several: an object with the one key {@code pipelines}. */
    public static JsonNode tree(List<PipelineStatus> statuses) {
        return MAPPER.valueToTree(Map.of("pipelines", statuses));
    }

    /** UTF-8, on one line. */
    public static byte[] bytes(PipelineStatus status) {
        return bytes(tree(status));
    }

    /** As {@link #tree(List)}. */
    public static byte[] bytes(List<PipelineStatus> statuses) {
        return bytes(tree(statuses));
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a status is always JSON", e);
        }
    }

    private static final class LowerCase<E extends Enum<E>> extends JsonSerializer<E> {
        @Override
        public void serialize(E value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.name().toLowerCase(Locale.ROOT));
        }
    }

    private static final class Code extends JsonSerializer<ErrorCode> {
        @Override
        public void serialize(ErrorCode value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.code());
        }
    }
}
