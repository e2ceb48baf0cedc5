package dev.culvert.sink.flink.value;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The Iceberg type of a PostgreSQL type: one that has each value exactly, or text. docs/sinks.md has the table. */
public final class ColumnForms {
    private static final int WIDEST = 38;
    private static final Pattern NUMERIC = Pattern.compile("numeric\\((\\d+),(\\d+)\\)");
    private static final String ARRAY = "[]";
    private static final String BESIDE = "__text";

    private static final Map<String, Type> PLAIN = Map.ofEntries(
            Map.entry("bool", Types.BooleanType.get()),
            Map.entry("int2", Types.IntegerType.get()),
            Map.entry("int4", Types.IntegerType.get()),
            Map.entry("int8", Types.LongType.get()),
            Map.entry("oid", Types.LongType.get()),
            Map.entry("float4", Types.FloatType.get()),
            Map.entry("float8", Types.DoubleType.get()),
            Map.entry("date", Types.DateType.get()),
            Map.entry("time", Types.TimeType.get()),
            Map.entry("timestamp", Types.TimestampType.withoutZone()),
            Map.entry("timestamptz", Types.TimestampType.withZone()),
            Map.entry("uuid", Types.UUIDType.get()),
            Map.entry("bytea", Types.BinaryType.get()));

    private ColumnForms() {}

    /**
     * @param source PostgreSQL's type as SQL, as {@code Columns} tells it
     * @param elementId the field's id of the elements of a list, if it is one
     */
    public static Type of(String source, int elementId) {
        String name = source.replace("pg_catalog.", "").replace("\"", "");
        if (name.endsWith(ARRAY)) {
            return Types.ListType.ofOptional(elementId, scalar(name.substring(0, name.length() - ARRAY.length())));
        }
        return scalar(name);
    }

    /** Of a column of a key: floating point numbers cannot be looked for. */
    public static Type ofKey(String source) {
        Type type = of(source, 0);
        boolean searchable =
                type.isPrimitiveType() && type.typeId() != Type.TypeID.FLOAT && type.typeId() != Type.TypeID.DOUBLE;
        return searchable ? type : Types.StringType.get();
    }

    /** The name of the column beside one, for what that cannot hold. */
    public static String beside(String column) {
        return column + BESIDE;
    }

    private static Type scalar(String name) {
        Matcher numeric = NUMERIC.matcher(name);
        if (numeric.matches() && Integer.parseInt(numeric.group(1)) <= WIDEST) {
            return Types.DecimalType.of(Integer.parseInt(numeric.group(1)), Integer.parseInt(numeric.group(2)));
        }
        return PLAIN.getOrDefault(name, Types.StringType.get());
    }
}
