package dev.culvert.schemas.position;

import java.util.List;

/**
 * What a position is valid for. A position that meets another server, slot, publication or topic means nothing.
 *
 * @param systemIdentifier {@code pg_control_system().system_identifier} ({@code IDENTIFY_SYSTEM}), as text
 * @param databaseOid {@code pg_database.oid}
 * @param database its name
 * @param timeline the server's timeline when the record was written
 * @param slot name of the replication slot
 * @param publication name of the publication
 * @param publicationOid its oid: another one means that it was dropped and made again
 * @param publicationOptions what it publishes and how, as text: with fewer operations, or by leaves, changes would be missing
 * @param publicationMark {@code xmin} of its row in the catalog, a space and its owner: by it an option is seen that was altered and put
 *     back; empty if that is not known
 * @param kafkaClusterId Kafka's cluster id
 * @param tables every captured table, sorted by name
 * @param schemas every schema under which records were written into the topics of this context, former ones too, sorted; empty
 *     without a registry
 * @param events the topics of events, of outboxes and messages, sorted by name
 */
public record PositionContext(
        String systemIdentifier,
        long databaseOid,
        String database,
        int timeline,
        String slot,
        String publication,
        long publicationOid,
        String publicationOptions,
        String publicationMark,
        String kafkaClusterId,
        List<TableContext> tables,
        List<WrittenSchema> schemas,
        List<EventTopic> events) {
    /** Of records without schemas, and no events. */
    public PositionContext(
            String systemIdentifier,
            long databaseOid,
            String database,
            int timeline,
            String slot,
            String publication,
            long publicationOid,
            String publicationOptions,
            String kafkaClusterId,
            List<TableContext> tables) {
        this(
                systemIdentifier,
                databaseOid,
                database,
                timeline,
                slot,
                publication,
                publicationOid,
                publicationOptions,
                "",
                kafkaClusterId,
                tables,
                List.of(),
                List.of());
    }

    public PositionContext {
        tables = List.copyOf(tables);
        schemas = List.copyOf(schemas);
        events = List.copyOf(events);
    }

    /** The same, on another server. */
    public PositionContext withServer(
            String otherIdentifier, long otherDatabaseOid, String otherDatabase, int otherTimeline) {
        return new PositionContext(
                otherIdentifier,
                otherDatabaseOid,
                otherDatabase,
                otherTimeline,
                slot,
                publication,
                publicationOid,
                publicationOptions,
                publicationMark,
                kafkaClusterId,
                tables,
                schemas,
                events);
    }

    /** The same, of a publication with this mark. */
    public PositionContext withPublicationMark(String mark) {
        return new PositionContext(
                systemIdentifier,
                databaseOid,
                database,
                timeline,
                slot,
                publication,
                publicationOid,
                publicationOptions,
                mark,
                kafkaClusterId,
                tables,
                schemas,
                events);
    }

    /** The same, of other tables. */
    public PositionContext withTables(List<TableContext> others) {
        return with(others, schemas, events);
    }

    /** The same, with records under other schemas. */
    public PositionContext withSchemas(List<WrittenSchema> others) {
        return with(tables, others, events);
    }

    /** The same, of other events. */
    public PositionContext withEvents(List<EventTopic> others) {
        return with(tables, schemas, others);
    }

    private PositionContext with(
            List<TableContext> otherTables, List<WrittenSchema> otherSchemas, List<EventTopic> otherEvents) {
        return new PositionContext(
                systemIdentifier,
                databaseOid,
                database,
                timeline,
                slot,
                publication,
                publicationOid,
                publicationOptions,
                publicationMark,
                kafkaClusterId,
                otherTables,
                otherSchemas,
                otherEvents);
    }
}
