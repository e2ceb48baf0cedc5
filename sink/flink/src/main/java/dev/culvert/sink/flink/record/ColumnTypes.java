package dev.culvert.sink.flink.record;

import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * The PostgreSQL type, as SQL, that holds every value of a field: the source's own where every server has it, else one that holds what Avro
 * has. Enums, composites and types of extensions become text; domains what their base type is. Lengths are not kept.
 */
final class ColumnTypes {
    /** Types that any PostgreSQL from 13 on has, and whose values do not depend on another object of the database. */
    private static final Set<String> EVERYWHERE = Set.of(
            "bool",
            "int2",
            "int4",
            "int8",
            "oid",
            "float4",
            "float8",
            "numeric",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "uuid",
            "bytea",
            "text",
            "varchar",
            "bpchar",
            "char",
            "name",
            "json",
            "jsonb",
            "jsonpath",
            "xml",
            "money",
            "bit",
            "varbit",
            "int4range",
            "int8range",
            "numrange",
            "tsrange",
            "tstzrange",
            "daterange",
            "point",
            "line",
            "lseg",
            "box",
            "path",
            "polygon",
            "circle",
            "inet",
            "cidr",
            "macaddr",
            "macaddr8",
            "tsvector",
            "tsquery",
            "pg_lsn");

    private static final String ARRAY = "[]";

    private ColumnTypes() {}

    /** @param source {@code culvert.type} of the field; null if it has none */
    static String of(String source, Schema schema) {
        if (source != null && source.endsWith(ARRAY)) {
            return array(source.substring(0, source.length() - ARRAY.length()), schema);
        }
        Schema usual = usual(schema);
        if (usual.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return "pg_catalog.numeric(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
        }
        return source != null && EVERYWHERE.contains(source) ? "pg_catalog.\"" + source + '"' : byAvro(usual);
    }

    /** Of an array that is one string, since its elements cannot be told apart, the type is text. */
    private static String array(String element, Schema schema) {
        Schema usual = usual(schema);
        return usual.getType() == Schema.Type.ARRAY ? of(element, usual.getElementType()) + ARRAY : byAvro(usual);
    }

    /** What lies between the elements of an array. */
    static char delimiter(String source) {
        return "box[]".equals(source) ? ';' : ',';
    }

    private static Schema usual(Schema schema) {
        if (schema.getType() != Schema.Type.UNION) {
            return schema;
        }
        List<Schema> branches = schema.getTypes().stream()
                .filter(branch -> branch.getType() != Schema.Type.NULL)
                .toList();
        return branches.stream()
                .filter(branch -> branch.getType() != Schema.Type.RECORD)
                .findFirst()
                .orElseGet(() -> branches.get(0));
    }

    private static String byAvro(Schema schema) {
        if (schema.getType() == Schema.Type.ARRAY) { // of a domain
            return byAvro(usual(schema.getElementType())) + ARRAY;
        }
        String logical =
                schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
        String name =
                switch (schema.getType()) {
                    case BOOLEAN -> "bool";
                    case INT -> logical.equals("date") ? "date" : "int4";
                    case LONG ->
                        switch (logical) {
                            case "time-micros" -> "time";
                            case "timestamp-micros" -> "timestamptz";
                            case "local-timestamp-micros" -> "timestamp";
                            default -> "int8";
                        };
                    case FLOAT -> "float4";
                    case DOUBLE -> "float8";
                    case BYTES -> "bytea";
                    default -> logical.equals("uuid") ? "uuid" : "text";
                };
        return "pg_catalog.\"" + name + '"';
    }
}
