package dev.culvert.connector.debezium;

import io.debezium.connector.postgresql.UnchangedToastedReplicationMessageColumn;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Registered for every column: hands on the server's own text, and a sentinel for a TOASTed value that did not change. Debezium
 * makes it by its name.
 */
public final class TextConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** Stands for a value that the change did not touch (I4); known by its identity, whatever a column may hold. */
    static final String UNCHANGED = new String("unchanged");

    @Override
    public void configure(Properties properties) {
        // there is nothing to configure
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        // optional, since an old image has only the columns of the identity
        registration.register(SchemaBuilder.string().optional(), TextConverter::convert);
    }

    private static Object convert(Object value) {
        if (value == null || value instanceof String) {
            return value;
        }
        if (UnchangedToastedReplicationMessageColumn.isUnchangedToastedValue(value)) {
            return UNCHANGED;
        }
        // I3: never a guess. Only the class is named, never the value
        throw new IllegalArgumentException("a text was expected, not a " + value.getClass());
    }
}
