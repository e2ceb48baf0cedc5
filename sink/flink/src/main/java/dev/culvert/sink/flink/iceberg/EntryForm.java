package dev.culvert.sink.flink.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.store.Positions;
import java.util.HashMap;
import java.util.Map;

/** What is kept of each table of the source, as JSON: by schema and then by name. */
final class EntryForm {
    private EntryForm() {}

    static ObjectNode write(Map<TableId, String> entries) {
        ObjectNode schemas = Positions.node();
        entries.forEach(
                (table, entry) -> schemas.withObjectProperty(table.schema()).put(table.name(), entry));
        return schemas;
    }

    static Map<TableId, String> read(JsonNode schemas) {
        Map<TableId, String> entries = new HashMap<>();
        schemas.properties().forEach(schema -> schema.getValue()
                .properties()
                .forEach(each -> entries.put(
                        new TableId(schema.getKey(), each.getKey()),
                        each.getValue().asText())));
        return entries;
    }
}
