package dev.culvert.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import java.io.IOException;
import java.time.Instant;

/** Records as JSON: keys are their components, what is unknown is null, an LSN and an instant are text. */
public final class RecordJson {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .registerModule(new Jdk8Module())
            .registerModule(new SimpleModule("culvert-cli")
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Lsn.class, ToStringSerializer.instance)
                    .addSerializer(TableId.class, new Table()));

    private RecordJson() {}

    public static ObjectNode of(Record value) {
        return MAPPER.valueToTree(value);
    }

    private static final class Table extends JsonSerializer<TableId> {
        @Override
        public void serialize(TableId value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }
}
