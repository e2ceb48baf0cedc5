package dev.culvert.sink.flink.transform;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.SinkDefinition;
import dev.culvert.sink.flink.harness.PipelineWithSink;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetNamesTest {
    private static final String ICEBERG = "type: iceberg, iceberg: {warehouse: /nowhere}";
    private static final String POSTGRES = "type: postgres, postgres: {url: \"postgresql://u@127.0.0.1/mart\"}";
    private static final String SHARED = "{table: \"*.*\", into: all.orders, metadata: [table]}";

    /** Two that read the same. */
    private static final List<TableId> DOTTED = List.of(new TableId("a.b", "c"), new TableId("a", "b.c"));

    @Test
    void tablesThatReadTheSameAreNotOneInAColumnOrACatalog() {
        refused(POSTGRES, SHARED, DOTTED);
        refused(ICEBERG, SHARED, DOTTED);
        refused(ICEBERG, "{table: \"*.*\"}", DOTTED);
        taken(POSTGRES, "{table: \"*.*\"}", DOTTED);
        taken(ICEBERG, "{table: '\"a.b\".c', into: other}, {table: \"*.*\"}", DOTTED);
        taken(POSTGRES, SHARED, List.of(new TableId("a", "b"), new TableId("a", "c")));
    }

    private static void refused(String store, String tables, List<TableId> captured) {
        assertThatThrownBy(() -> names(store, tables, captured).requireAll())
                .as(store + tables)
                .hasMessageContaining("CV-SINK-TABLE")
                .hasMessageContaining("read the same");
    }

    private static void taken(String store, String tables, List<TableId> captured) {
        assertThatCode(() -> names(store, tables, captured).requireAll())
                .as(store + tables)
                .doesNotThrowAnyException();
    }

    private static TargetNames names(String store, String tables, List<TableId> captured) {
        SinkDefinition sink = PipelineWithSink.of("{name: mart, %s, tables: [%s]}".formatted(store, tables))
                .sinks()
                .get(0);
        return new TargetNames(sink, () -> captured);
    }
}
