package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.sink.kafka.type.ValueCodec;
import java.util.List;
import org.apache.avro.Schema;

/** Fields of a record's schema. */
final class Fields {
    /** Property of a field: the column's name, where Avro could not take it as it is. */
    static final String NAME = "culvert.name";
    /** Property of a field of a value: the column's type in PostgreSQL. */
    static final String TYPE = "culvert.type";

    private Fields() {}

    /** A field of a value. */
    static Schema.Field of(Column column, String name, List<Schema> types, boolean required) {
        if (!required && column.missing().isPresent()) {
            return ofLater(column, name, types, column.missing().get());
        }
        Schema.Field field = required
                ? new Schema.Field(
                        name, ValueCodec.required(types), column.comment().orElse(null))
                : new Schema.Field(
                        name,
                        ValueCodec.nullable(types),
                        column.comment().orElse(null),
                        Schema.Field.NULL_DEFAULT_VALUE);
        named(field, column, name);
        field.addProp(TYPE, type(column.type()));
        return field;
    }

    /** A field that older records do not have, and whose rows have a value. */
    private static Schema.Field ofLater(Column column, String name, List<Schema> types, String missing) {
        Object value = MissingValue.value(column.type(), missing, types)
                .orElseThrow(() -> new IllegalArgumentException("no default can say what older rows have in " + name));
        Schema.Field field = new Schema.Field(
                name, MissingValue.schema(types), column.comment().orElse(null), value);
        named(field, column, name);
        field.addProp(TYPE, type(column.type()));
        return field;
    }

    /** A field of a key: name and type, and nothing that could change while they stay. */
    static Schema.Field ofKey(Column column, String name, List<Schema> types) {
        Schema.Field field = new Schema.Field(name, ValueCodec.required(types));
        named(field, column, name);
        return field;
    }

    private static void named(Schema.Field field, Column column, String name) {
        if (!name.equals(column.name())) {
            field.addProp(NAME, column.name());
        }
    }

    /** {@code schema.name}, or the name alone of a type of PostgreSQL's own. */
    static String type(ColumnType type) {
        if (type.kind() == ColumnType.Kind.ARRAY && type.element().isPresent()) {
            return type(type.element().get()) + "[]";
        }
        return type.schema().equals("pg_catalog") ? type.name() : type.schema() + "." + type.name();
    }
}
