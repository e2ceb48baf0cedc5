package dev.culvert.sink.kafka.offset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.position.OffsetRecord;
import dev.culvert.schemas.position.Phase;
import dev.culvert.schemas.position.Position;
import dev.culvert.sink.kafka.TestKafka;
import dev.culvert.sink.kafka.offset.OffsetRecordJson.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OffsetRecordJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static OffsetRecord with(Phase phase) {
        OffsetRecord record = TestKafka.offset(12);
        return new OffsetRecord(
                Position.at(new Lsn(-1), 7), phase, record.context(), record.writtenAt(), record.writer());
    }

    @Test
    void everyPhaseComesBack() throws Unreadable {
        List<OffsetRecord> records = List.of(
                TestKafka.offset(12),
                with(new Phase.Starting(1, List.of())),
                with(new Phase.Starting(1, List.of(new TableId("a", "b")))),
                with(new Phase.Streaming(3)),
                with(new Phase.Snapshot(
                        2,
                        Lsn.parse("F/1"),
                        List.of(new TableId("a.b", "c\"d"), new TableId("ü", "t")),
                        List.of(new TableId("x", "y")))));
        for (OffsetRecord record : records) {
            assertThat(OffsetRecordJson.read(
                            OffsetRecordJson.position(record, "c"),
                            contexts(OffsetRecordJson.context(record.context()))))
                    .isEqualTo(record);
        }
    }

    @Test
    void aRecordThatLacksAnythingIsNotRead() throws Exception {
        OffsetRecord record = TestKafka.offset(12);
        byte[] position = OffsetRecordJson.position(record, "c");
        byte[] context = OffsetRecordJson.context(record.context());
        assertThat(lacking(position, json -> OffsetRecordJson.read(json, contexts(context))))
                .isGreaterThan(8);
        assertThat(lacking(context, json -> OffsetRecordJson.read(position, contexts(json))))
                .isGreaterThan(20);
        assertThatThrownBy(() -> OffsetRecordJson.read(position, id -> Optional.empty()))
                .isInstanceOf(Unreadable.class)
                .hasMessageContaining("context");
    }

    private interface Read {
        void read(byte[] json) throws Unreadable;
    }

    private static Function<String, Optional<byte[]>> contexts(byte[] json) {
        return id -> Optional.of(json).filter(any -> id.equals("c"));
    }

    private static int lacking(byte[] json, Read read) throws Exception {
        ObjectNode whole = (ObjectNode) MAPPER.readTree(json);
        List<String> paths = new ArrayList<>();
        leaves(whole, "", paths);
        for (String path : paths) {
            if (path.equals("/position/insideTxn") || path.equals("/position/commit") || path.endsWith("/key")) {
                continue; // optional
            }
            ObjectNode copy = whole.deepCopy();
            int slash = path.lastIndexOf('/');
            ((ObjectNode) copy.at(path.substring(0, slash))).remove(path.substring(slash + 1));
            assertThatThrownBy(() -> read.read(MAPPER.writeValueAsBytes(copy)))
                    .describedAs(path)
                    .isInstanceOf(Unreadable.class);
        }
        return paths.size();
    }

    private static void leaves(JsonNode node, String path, List<String> paths) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            paths.add(path + "/" + entry.getKey());
            if (entry.getValue().isObject()) {
                leaves(entry.getValue(), path + "/" + entry.getKey(), paths);
            }
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            leaves(node.get(i), path + "/" + i, paths);
        }
        if (node.isObject() && node.has("tables")) {
            leaves(node.get("tables"), path + "/tables", paths);
        }
    }

    @Test
    void somethingElseIsNotRead() {
        for (String text : List.of("", "x", "[]", "{}", "{\"v\":2}", "{\"v\":\"1\"}")) {
            assertThatThrownBy(
                            () -> OffsetRecordJson.read(text.getBytes(StandardCharsets.UTF_8), id -> Optional.empty()))
                    .describedAs(text)
                    .isInstanceOf(Unreadable.class);
        }
    }
}
