package dev.culvert.sink.kafka.registry;

import dev.culvert.schemas.definition.RegistryDefinition.Compatibility;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/**
 * Says in which fields a new schema does not go with an old one. A registry's own words differ from product to product, and
 * Avro's stop at the union around the row.
 */
final class SchemaDifference {
    private SchemaDifference() {}

    /** Such as {@code after.amount (was [null, long], is [null, boolean])}; empty if Avro's own rules find nothing. */
    static List<String> fields(Schema older, Schema newer, Compatibility compatibility) {
        Set<String> found = new LinkedHashSet<>();
        String level = compatibility.name();
        if (!level.startsWith("FORWARD")) {
            compare("", newer, older, true, found);
        }
        if (!level.startsWith("BACKWARD")) {
            compare("", older, newer, false, found);
        }
        return List.copyOf(found);
    }

    private static void compare(String path, Schema reader, Schema writer, boolean readerIsNew, Set<String> found) {
        if (canRead(reader, writer)) {
            return;
        }
        int before = found.size();
        if (reader.getType() == Schema.Type.RECORD && writer.getType() == Schema.Type.RECORD) {
            for (Schema.Field field : reader.getFields()) {
                String name = path.isEmpty() ? field.name() : path + "." + field.name();
                Schema.Field written = writer.getField(field.name());
                if (written != null) {
                    compare(name, field.schema(), written.schema(), readerIsNew, found);
                } else if (!field.hasDefaultValue()) {
                    found.add(name + " (only in the " + (readerIsNew ? "new" : "old") + " schema, without a default)");
                }
            }
        } else if (reader.getType() == Schema.Type.UNION && writer.getType() == Schema.Type.UNION) {
            for (Schema branch : writer.getTypes()) {
                record(reader, branch).ifPresent(same -> compare(path, same, branch, readerIsNew, found));
            }
        }
        if (found.size() == before) {
            Schema was = readerIsNew ? writer : reader;
            Schema is = readerIsNew ? reader : writer;
            found.add(
                    (path.isEmpty() ? "the record itself" : path) + " (was " + brief(was) + ", is " + brief(is) + ")");
        }
    }

    /**
     * Fields whose Avro type stays and whose meaning changes: {@code numeric(10,2)} made {@code numeric(10,4)}, {@code timestamptz} made
     * {@code timestamp}. Avro's specification has decimals match only by scale and precision; registries, and Avro's own check, do
     * not look, and a consumer would read old values with the new meaning.
     */
    static List<String> reinterpreted(Schema older, Schema newer) {
        Set<String> found = new LinkedHashSet<>();
        reinterpreted("", older, newer, found);
        return List.copyOf(found);
    }

    private static void reinterpreted(String path, Schema older, Schema newer, Set<String> found) {
        if (older.getType() == Schema.Type.UNION || newer.getType() == Schema.Type.UNION) {
            for (Schema was : branches(older)) {
                for (Schema is : branches(newer)) {
                    if (was.getType() == is.getType()) {
                        reinterpreted(path, was, is, found);
                    }
                }
            }
        } else if (older.getType() != newer.getType()) {
            return; // Avro's own rules decide
        } else if (older.getType() == Schema.Type.ARRAY) {
            reinterpreted(path, older.getElementType(), newer.getElementType(), found);
        } else if (older.getType() == Schema.Type.RECORD) {
            for (Schema.Field was : older.getFields()) {
                Schema.Field is = newer.getField(was.name());
                if (is != null && older.getFullName().equals(newer.getFullName())) {
                    reinterpreted(
                            path.isEmpty() ? was.name() : path + "." + was.name(), was.schema(), is.schema(), found);
                }
            }
        } else if (!meaning(older).equals(meaning(newer))) {
            found.add(path + " (was " + meaning(older) + ", is " + meaning(newer) + ")");
        }
    }

    private static List<Schema> branches(Schema schema) {
        return schema.getType() == Schema.Type.UNION ? schema.getTypes() : List.of(schema);
    }

    /** More digits before the point change no value, so the precision does not count. */
    private static String meaning(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return "decimal of scale " + decimal.getScale();
        }
        return schema.getLogicalType() == null
                ? schema.getName()
                : schema.getLogicalType().getName();
    }

    private static java.util.Optional<Schema> record(Schema union, Schema branch) {
        return union.getTypes().stream()
                .filter(each -> each.getType() == Schema.Type.RECORD
                        && branch.getType() == Schema.Type.RECORD
                        && each.getFullName().equals(branch.getFullName()))
                .findFirst();
    }

    private static boolean canRead(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getResult()
                        .getCompatibility()
                == SchemaCompatibilityType.COMPATIBLE;
    }

    private static String brief(Schema schema) {
        return switch (schema.getType()) {
            case UNION ->
                schema.getTypes().stream().map(SchemaDifference::brief).toList().toString();
            case ARRAY -> "array of " + brief(schema.getElementType());
            default ->
                schema.getLogicalType() == null
                        ? schema.getName()
                        : schema.getLogicalType().getName();
        };
    }
}
