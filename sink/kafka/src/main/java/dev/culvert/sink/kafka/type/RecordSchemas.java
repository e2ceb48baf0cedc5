package dev.culvert.sink.kafka.type;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;

/** The schemas that are the same in every pipeline, from the contracts' {@code .avsc} files. */
public final class RecordSchemas {
    /** PostgreSQL's text of a value that the type beside it cannot hold. A record, since a string would promote to bytes. */
    public static final Schema TEXT = load("text");

    public static final Schema SOURCE = load("source");
    public static final Schema TRANSACTION_BLOCK = load("transaction-block");
    public static final Schema TRANSACTION = load("transaction");

    private RecordSchemas() {}

    static Schema logical(LogicalType logical, Schema.Type type) {
        return logical.addToSchema(Schema.create(type));
    }

    private static Schema load(String name) {
        String path = "/dev/culvert/schemas/record/" + name + ".avsc";
        try (InputStream in = RecordSchemas.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not on the class path");
            }
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
