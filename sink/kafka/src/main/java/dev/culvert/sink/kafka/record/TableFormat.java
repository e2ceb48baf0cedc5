package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.TableSchema;
import dev.culvert.sink.kafka.topic.TopicRef;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * How the records of a table of one shape look. Immutable.
 *
 * @param table the shape
 * @param topic where they go
 * @param keySchema empty if the table has no key
 * @param keySchemaId the registry's id of it; 0 without a registry or a key
 * @param keyFingerprint of the key's schema (which JSON has too, on paper), empty without a key: key bytes never change unasked
 * @param valueSchema empty for JSON
 * @param valueSchemaId the registry's id of it; 0 for JSON
 */
public record TableFormat(
        TableSchema table,
        TopicRef topic,
        Optional<Schema> keySchema,
        int keySchemaId,
        String keyFingerprint,
        Optional<Schema> valueSchema,
        int valueSchemaId) {}
