package dev.culvert.sink.kafka.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The shape of a table in the document with the context. */
final class ShapeJson {
    private ShapeJson() {}

    static void write(TableShape shape, ObjectNode out) {
        ArrayNode columns = out.putArray("columns");
        for (ColumnContext column : shape.columns()) {
            ObjectNode node = columns.addObject();
            node.put("number", column.number());
            node.put("name", column.name());
            node.put("typeOid", column.typeOid());
            node.put("typmod", column.typmod());
            node.put("type", column.type());
            column.missing().ifPresent(value -> node.put("missing", value));
            node.put("altered", column.altered());
        }
        out.put("attributes", shape.attributes());
        shape.files().forEach(out.putArray("files")::add);
        shape.labels().forEach(out.putArray("labels")::add);
        shape.retired().forEach(out.putArray("retired")::add);
        out.put("choice", shape.choice());
    }

    static TableShape read(JsonNode in) throws OffsetRecordJson.Unreadable {
        List<ColumnContext> columns = new ArrayList<>();
        for (JsonNode node : OffsetRecordJson.array(in, "columns")) {
            columns.add(new ColumnContext(
                    (int) OffsetRecordJson.integer(node, "number"),
                    OffsetRecordJson.text(node, "name"),
                    OffsetRecordJson.integer(node, "typeOid"),
                    (int) OffsetRecordJson.integer(node, "typmod"),
                    OffsetRecordJson.text(node, "type"),
                    node.has("missing") ? Optional.of(OffsetRecordJson.text(node, "missing")) : Optional.empty(),
                    OffsetRecordJson.integer(node, "altered")));
        }
        return new TableShape(
                columns,
                (int) OffsetRecordJson.integer(in, "attributes"),
                OffsetRecordJson.texts(in, "files"),
                OffsetRecordJson.texts(in, "labels"),
                OffsetRecordJson.texts(in, "retired"),
                OffsetRecordJson.text(in, "choice"));
    }
}
