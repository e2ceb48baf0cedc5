/**
 * The schema registry: {@link dev.culvert.sink.kafka.registry.SchemaRegistry} speaks the REST API that Confluent defined and
 * Apicurio and Karapace share.
 *
 * <p>Enforced here: a schema is checked against its subject before the first record of its shape; an id that was handed out must
 * still stand for the same schema.
 */
package dev.culvert.sink.kafka.registry;
