package dev.culvert.sink.kafka.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.definition.FormatDefinition.Envelope;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissingValueTest {
    private static final int NUMERIC_12_2 = (12 << 16 | 2) + 4;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "23 | -1 | int4 | -7 | true",
                "25 | -1 | text | it's \"here\" | true",
                "16 | -1 | bool | t | true",
                "17 | -1 | bytea | \\x00ff80 | true",
                "701 | -1 | float8 | 1.5 | true",
                "701 | -1 | float8 | NaN | false",
                "700 | -1 | float4 | -Infinity | false",
                "1700 | 786438 | numeric | -12.50 | true",
                "1700 | 786438 | numeric | NaN | false",
                "1184 | -1 | timestamptz | 2026-11-21 10:00:00+00 | true",
                "1184 | -1 | timestamptz | infinity | true",
            })
    void whatAvroHasAWordFor(int oid, int typmod, String name, String text, boolean expressible) {
        assertThat(MissingValue.isExpressible(ColumnType.base(oid, typmod, name), text))
                .isEqualTo(expressible);
    }

    @Test
    void anArrayOnlyIfItIsEmpty() {
        ColumnType array = new ColumnType(
                1009,
                -1,
                "pg_catalog",
                "_text",
                ColumnType.Kind.ARRAY,
                Optional.of(ColumnType.base(25, -1, "text")),
                List.of());
        assertThat(MissingValue.isExpressible(array, "{}")).isTrue();
        assertThat(MissingValue.isExpressible(array, "{x}")).isFalse();
    }

    @Test
    void itIsTheFieldsDefault() {
        TableSchema plain = TestTables.table(
                "t", List.of(0), "id", TestTables.INT4, "a", ColumnType.base(1700, NUMERIC_12_2, "numeric"));
        TableSchema later = new TableSchema(
                plain.id(),
                plain.relationOid(),
                List.of(plain.columns().get(0), plain.columns().get(1).withMissing(Optional.of("-12.50"))),
                plain.key(),
                plain.identity(),
                2);
        Schema row = TableFormats.valueSchema(later, "topic", Envelope.DEBEZIUM)
                .getField("after")
                .schema()
                .getTypes()
                .get(1);
        Schema.Field field = row.getField("a");
        Object value = GenericData.get().getDefaultValue(field);
        assertThat(new Conversions.DecimalConversion()
                        .fromBytes(
                                (ByteBuffer) value,
                                field.schema().getTypes().get(0),
                                field.schema().getTypes().get(0).getLogicalType()))
                .isEqualTo(new BigDecimal("-12.50"));
    }
}
