package dev.culvert.sink.kafka.registry;

import org.apache.avro.Schema;

/** Gives the id of a schema under a subject, the same each time. */
@FunctionalInterface
public interface SchemaIds {

    /** @throws dev.culvert.schemas.error.CulvertException if the schema cannot have an id there */
    int register(String subject, Schema schema);

    /**
     * The same, and the subject's newest version is this schema then: readers go by it. One that comes back after another gets another
     * id than before.
     */
    default int registerNewest(String subject, Schema schema) {
        return register(subject, schema);
    }
}
