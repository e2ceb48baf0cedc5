package dev.culvert.sink.kafka.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.avro.Schema;

/**
 * A short text for what of a schema decides the bytes and how they are understood: names, types, logical types. Documentation,
 * defaults, properties and their order do not count: registries move them about. Avro's own canonical form is no help, since it
 * leaves out logical types.
 */
public final class SchemaFingerprint {
    private static final int BYTES = 16;

    private SchemaFingerprint() {}

    /** 32 hexadecimal digits. */
    public static String of(Schema schema) {
        StringBuilder out = new StringBuilder(256);
        write(schema, out, new java.util.HashSet<>());
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(out.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has it
        }
    }

    private static void write(Schema schema, StringBuilder out, java.util.Set<String> seen) {
        switch (schema.getType()) {
            case RECORD -> {
                out.append("record ").append(schema.getFullName());
                if (seen.add(schema.getFullName())) {
                    out.append('{');
                    for (Schema.Field field : schema.getFields()) {
                        out.append(field.name()).append(':');
                        write(field.schema(), out, seen);
                        out.append(';');
                    }
                    out.append('}');
                }
            }
            case ARRAY -> {
                out.append("array ");
                write(schema.getElementType(), out, seen);
            }
            case MAP -> {
                out.append("map ");
                write(schema.getValueType(), out, seen);
            }
            case UNION -> {
                out.append('[');
                for (Schema branch : schema.getTypes()) {
                    write(branch, out, seen);
                    out.append(',');
                }
                out.append(']');
            }
            case ENUM -> out.append("enum ").append(schema.getFullName()).append(schema.getEnumSymbols());
            case FIXED -> out.append("fixed ").append(schema.getFullName()).append(schema.getFixedSize());
            default -> out.append(schema.getType().getName());
        }
        if (schema.getLogicalType() != null) {
            out.append('(')
                    .append(schema.getLogicalType().getName())
                    .append(' ')
                    .append(schema.getObjectProp("precision"))
                    .append(' ')
                    .append(schema.getObjectProp("scale"))
                    .append(')');
        }
    }
}
