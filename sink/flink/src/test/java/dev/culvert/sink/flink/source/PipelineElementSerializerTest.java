package dev.culvert.sink.flink.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class PipelineElementSerializerTest {
    private static final Place PLACE = new Place("shop.public.orders", 3);

    private static PipelineElement carried(PipelineElement element) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(16);
        PipelineElementSerializer.INSTANCE.serialize(element, out);
        return PipelineElementSerializer.INSTANCE.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    @Test
    void aRecordKeepsItsBytes() throws IOException {
        byte[] key = {0, 1};
        byte[] value = {2, 3, 4};
        PipelineElement element = carried(PipelineElement.of(
                new PipelineElement.Source(new TableId("public", "orders"), PLACE, 42, key, value), false, null));

        PipelineElement.Source source = element.source().orElseThrow();
        assertThat(source.table()).isEqualTo(new TableId("public", "orders"));
        assertThat(source.place()).isEqualTo(PLACE);
        assertThat(source.offset()).isEqualTo(42);
        assertThat(source.key()).isEqualTo(key);
        assertThat(source.value()).isEqualTo(value);
        assertThat(element.isWhole()).isFalse();
    }

    @Test
    void aRecordWithoutAKeyHasNone() throws IOException {
        PipelineElement element = carried(PipelineElement.of(
                new PipelineElement.Source(new TableId("public", "orders"), PLACE, 1, null, new byte[] {1}),
                true,
                null));

        assertThat(element.source().orElseThrow().key()).isNull();
        assertThat(element.isWhole()).isTrue();
    }

    @Test
    void aRecordThatCannotBeReadSaysWhy() throws IOException {
        PipelineElement.Source source =
                new PipelineElement.Source(new TableId("public", "orders"), PLACE, 1, null, new byte[] {1});

        PipelineElement element = carried(PipelineElement.unreadable(source, "it is no JSON"));

        assertThat(element.unreadable()).contains("it is no JSON");
        assertThat(element.source().orElseThrow().value()).isEqualTo(source.value());
        assertThat(element.table()).contains(source.table());
        assertThat(element.isWhole()).isFalse();
        assertThat(carried(PipelineElement.of(source, true, null)).unreadable()).isEmpty();
    }

    @Test
    void endsOfTransactionsAndPositionsComeThrough() throws IOException {
        PipelineElement.Commit commit = new PipelineElement.Commit(PLACE, 7, 8, 9, 10);

        assertThat(carried(PipelineElement.of(commit)).commit()).contains(commit);
        for (Optional<TableId> table : List.of(Optional.<TableId>empty(), Optional.of(new TableId("public", "t")))) {
            PipelineElement at = carried(PipelineElement.at(table, Map.of(PLACE, 5L)));
            assertThat(at.positions()).containsExactly(Map.entry(PLACE, 5L));
            assertThat(at.table()).isEqualTo(table);
        }
    }

    @Test
    void theStateOfTheSourceComesThrough() throws IOException {
        PipelineSplit split = new PipelineSplit("run", Map.of(PLACE, 5L, new Place("shop.transactions", 0), 6L));

        byte[] bytes = PipelineSplit.SERIALIZER.serialize(split);

        assertThat(PipelineSplit.SERIALIZER.deserialize(PipelineSplit.SERIALIZER.getVersion(), bytes))
                .isEqualTo(split);
    }
}
