package dev.culvert.sink.kafka.registry;

import org.apache.avro.Schema;

/** Gives the id of a schema under a subject, the same each time. */
@FunctionalInterface
public interface SchemaIds {

    /** @throws dev.culvert.schemas.error.CulvertException if the schema cannot have an id there */
    int register(String subject, Schema schema);
}
