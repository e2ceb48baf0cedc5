package dev.culvert.sink.kafka.type;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.ColumnType.Kind;
import dev.culvert.schemas.change.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/** docs/types.md says what the codecs do: every row of its table is run through them. */
class TypesPageTest {
    static final Path PAGE = Path.of(System.getProperty("user.dir"))
            .resolve("../../docs/types.md")
            .normalize();

    private static final Map<String, Integer> OIDS = Map.ofEntries(
            Map.entry("bool", 16),
            Map.entry("bytea", 17),
            Map.entry("int8", 20),
            Map.entry("int2", 21),
            Map.entry("int4", 23),
            Map.entry("oid", 26),
            Map.entry("float4", 700),
            Map.entry("float8", 701),
            Map.entry("date", 1082),
            Map.entry("time", 1083),
            Map.entry("timestamp", 1114),
            Map.entry("timestamptz", 1184),
            Map.entry("numeric", 1700),
            Map.entry("uuid", 2950),
            Map.entry("text", 25));

    record Row(String type, String text, String avroType, String avroValue, String json) {}

    static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(PAGE, StandardCharsets.UTF_8)) {
            if (line.startsWith("| `")) {
                List<String> cells = new ArrayList<>();
                for (String cell : line.substring(1, line.length() - 1).split("(?<!\\\\)\\|")) {
                    cells.add(cell.strip().replace("`", "").replace("\\|", "|"));
                }
                rows.add(new Row(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4)));
            }
        }
        return rows;
    }

    static ColumnType type(String name) {
        if (name.endsWith("[]")) {
            ColumnType element = type(name.substring(0, name.length() - 2));
            return new ColumnType(
                    1, -1, "pg_catalog", "_" + element.name(), Kind.ARRAY, Optional.of(element), List.of());
        }
        if (name.startsWith("numeric(")) {
            String[] numbers = name.substring(8, name.length() - 1).split(",");
            int typmod = (Integer.parseInt(numbers[0]) << 16 | Integer.parseInt(numbers[1]) & 0x7FF) + 4;
            return ColumnType.base(1700, typmod, "numeric");
        }
        Integer oid = OIDS.get(name);
        return oid != null
                ? ColumnType.base(oid, -1, name)
                : new ColumnType(20_000, -1, "public", name, Kind.ENUM, Optional.empty(), List.of());
    }

    private static String brief(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return "bytes decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
        }
        return switch (schema.getType()) {
            case ARRAY -> "array of " + union(schema.getElementType().getTypes());
            case RECORD -> schema.getName();
            case NULL -> "null";
            default ->
                schema.getType().getName()
                        + (schema.getLogicalType() == null
                                ? ""
                                : " " + schema.getLogicalType().getName());
        };
    }

    private static String union(List<Schema> branches) {
        return branches.stream().map(TypesPageTest::brief).collect(Collectors.joining(", ", "[", "]"));
    }

    @Test
    void everyRowIsWhatTheCodecDoes() throws IOException {
        List<Row> said = rows();
        List<Row> done = new ArrayList<>();
        for (Row row : said) {
            ColumnType type = type(row.type());
            ValueCodec codec = Codecs.of(type);
            Schema union = ValueCodec.nullable(codec.branches("page"));
            ByteOutput out = new ByteOutput(16);
            codec.avro(Utf8.of(row.text()), out, 1);
            Object value = new GenericDatumReader<>(union)
                    .read(null, DecoderFactory.get().binaryDecoder(out.toBytes(), null));
            out.reset();
            codec.json(Utf8.of(row.text()), out);
            done.add(new Row(
                    row.type(),
                    row.text(),
                    union(union.getTypes()),
                    value instanceof java.nio.ByteBuffer buffer
                            ? "bytes " + java.util.HexFormat.of().formatHex(buffer.array())
                            : GenericData.get().toString(value),
                    new String(out.toBytes(), StandardCharsets.UTF_8)));
        }
        assertThat(said).isEqualTo(done);
    }

    @Test
    void everyTypeWithACodecOfItsOwnHasARow() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        rows().forEach(row -> names.add(row.type()));
        assertThat(names).containsAll(OIDS.keySet()).contains("numeric(10,2)", "int4[]");
        TreeSet<Integer> oids = new TreeSet<>(OIDS.values());
        oids.remove(25);
        assertThat(Codecs.oids()).isEqualTo(oids);
    }
}
