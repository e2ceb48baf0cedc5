package dev.culvert.schemas.position;

import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Optional;

/**
 * What a position is valid for, of one table.
 *
 * @param table its name
 * @param oid {@code pg_class.oid}: another one means that the table was dropped and made again
 * @param membershipOid {@code pg_publication_rel.oid}: another one means that the table was taken out of the publication and put
 *     back; 0 where the publication takes it by its schema or takes all tables
 * @param shape its columns, and what proves later that no row was changed without an event
 * @param filter the publication's row filter as the server prints it, empty if there is none
 * @param partitions its leaf partitions, sorted, empty if it is not partitioned: {@code schema.name}, {@link #PARTITION_MARK}, and by
 *     what one is known that was made again, or detached and attached again
 * @param topic the topic
 * @param topicId Kafka's id of the topic, as text
 * @param topicPartitions its number of partitions: another one changes which partition a key goes to
 * @param keySchemaId the registry's id of the key's schema; 0 without a registry
 * @param keySchema fingerprint of the key's schema, empty without a key: key bytes never change unasked
 * @param valueSchemaId the registry's id of the values' schema; 0 without a registry
 * @param valueSchema fingerprint of the values' schema, empty without a registry
 * @param masks {@code column: mask} of each masked column, sorted, with a fingerprint of a salt and never the salt: what is in the
 *     topic is under these masks
 * @param topicGeneration which topic of the table it is, from 1: the next begins where the registry refuses a schema in this one
 * @param key what holds its rows apart; empty if the definition names the key's columns
 */
public record TableContext(
        TableId table,
        long oid,
        long membershipOid,
        TableShape shape,
        String filter,
        List<String> partitions,
        String topic,
        String topicId,
        int topicPartitions,
        int keySchemaId,
        String keySchema,
        int valueSchemaId,
        String valueSchema,
        List<String> masks,
        int topicGeneration,
        Optional<KeyContext> key) {
    /** Follows the name of a partition. */
    public static final String PARTITION_MARK = " (oid ";

    /** Of a table in its first topic. */
    public TableContext(
            TableId table,
            long oid,
            long membershipOid,
            TableShape shape,
            String filter,
            List<String> partitions,
            String topic,
            String topicId,
            int topicPartitions,
            int keySchemaId,
            String keySchema,
            int valueSchemaId,
            String valueSchema,
            List<String> masks) {
        this(
                table,
                oid,
                membershipOid,
                shape,
                filter,
                partitions,
                topic,
                topicId,
                topicPartitions,
                keySchemaId,
                keySchema,
                valueSchemaId,
                valueSchema,
                masks,
                1,
                Optional.empty());
    }

    public TableContext {
        partitions = List.copyOf(partitions);
        masks = List.copyOf(masks);
    }

    /** The published columns, in the order of their numbers. */
    public List<ColumnContext> columns() {
        return shape.columns();
    }

    /** The same, of another shape. */
    public TableContext withShape(TableShape other) {
        return withShape(other, keySchemaId, valueSchemaId, valueSchema, masks);
    }

    /** The same, of another shape under other schemas and masks; the key's fingerprint never changes with the shape. */
    public TableContext withShape(
            TableShape other, int newKeyId, int newValueId, String newValueSchema, List<String> newMasks) {
        return new TableContext(
                table,
                oid,
                membershipOid,
                other,
                filter,
                partitions,
                topic,
                topicId,
                topicPartitions,
                newKeyId,
                keySchema,
                newValueId,
                newValueSchema,
                newMasks,
                topicGeneration,
                key);
    }

    /** Whether, between this and a later look, rows may have shared a key without a word of it in the stream. */
    public boolean isKeyBrokenBy(TableContext later) {
        return key.isPresent() && later.key.isPresent() && key.get().isBrokenBy(later.key.get());
    }
}
