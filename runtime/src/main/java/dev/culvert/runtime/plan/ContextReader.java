package dev.culvert.runtime.plan;

import dev.culvert.postgres.catalog.Attachments;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.CatalogColumn;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.RelationKind;
import dev.culvert.postgres.catalog.TableIdentity;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.publication.Publication;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.definition.TablePattern;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.EventTopic;
import dev.culvert.schemas.position.KeyContext;
import dev.culvert.schemas.position.PositionContext;
import dev.culvert.schemas.position.TableContext;
import dev.culvert.schemas.position.TableShape;
import dev.culvert.sink.kafka.record.TableFormat;
import dev.culvert.sink.kafka.registry.SchemaFingerprint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Reads what a position is valid for, as it is now. What PostgreSQL has is read anew each time; topics and schemas are those that
 * the run began with. The tables are those of the publication, since it is what decides what is in the stream.
 */
public final class ContextReader {
    private final Endpoints endpoints;
    private final ServerIdentity server;
    private final String kafkaClusterId;
    private final Function<TableId, Optional<TableFormat>> formats;
    private final Function<TableId, List<String>> masks;
    private final ToIntFunction<TableId> generations;
    private final List<EventTopic> events;

    /**
     * @param formats topic and schemas of each captured table; empty for another one
     * @param masks what the position needs to know of a table's masks
     * @param generations which topic of each captured table it is
     * @param events the topics of events
     */
    public ContextReader(
            Endpoints endpoints,
            ServerIdentity server,
            String kafkaClusterId,
            Function<TableId, Optional<TableFormat>> formats,
            Function<TableId, List<String>> masks,
            ToIntFunction<TableId> generations,
            List<EventTopic> events) {
        this.generations = generations;
        this.endpoints = endpoints;
        this.server = server;
        this.kafkaClusterId = kafkaClusterId;
        this.formats = formats;
        this.masks = masks;
        this.events = List.copyOf(events);
    }

    /**
     * Reads in one look: a table that is altered meanwhile is seen as it was or as it will be, and not by halves. The missing values
     * of columns are those of the catalog, whether records lack them or not.
     *
     * @param session outside a transaction
     * @throws CulvertException {@link ErrorCode#PUBLICATION_MISSING}
     */
    public PositionContext read(Session session) {
        return session.transaction(() -> {
            session.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            return look(session);
        });
    }

    private PositionContext look(Session session) {
        String name = endpoints.definition().source().publication().name();
        Publication publication = new Publications(session)
                .read(name)
                .orElseThrow(() -> new CulvertException(
                        ErrorCode.PUBLICATION_MISSING,
                        "publication \"" + name + "\"",
                        "It does not exist any more: changes since it was dropped are lost to the slot.",
                        Changed.POSITION_KEPT,
                        RunCommandText.EVERYTHING_ANEW + " copies every table anew."));
        Catalog catalog = new Catalog(session);
        Map<Long, List<Relation>> children = children(catalog);
        Attachments attachments = Attachments.read(session);
        List<Long> oids =
                publication.tables().stream().map(Publication.Table::oid).toList();
        Map<Long, List<CatalogColumn>> columns = catalog.columns(oids);
        ShapeReader shapes = new ShapeReader(session, oids, columns);
        Map<Long, TableIdentity> identities = catalog.identities(oids);
        Set<Long> partitions = new HashSet<>();
        if (publication.viaRoot()) {
            publication.tables().forEach(table -> descendants(table.oid(), children, partitions));
        }
        List<TableContext> tables = publication.tables().stream()
                .map(table -> table(
                        table,
                        shapes.read(table.oid(), published(table, publication, columns)),
                        partitions(table.oid(), "", children, attachments)
                                .sorted()
                                .toList(),
                        // by its root's name its changes come, in its root's topic
                        partitions.contains(table.oid()) ? Optional.empty() : formats.apply(table.id()),
                        key(table, identities)))
                .toList();
        return new PositionContext(
                        server.systemIdentifier(),
                        server.databaseOid(),
                        server.database(),
                        server.timeline(),
                        endpoints.definition().source().slot().name(),
                        publication.name(),
                        publication.oid(),
                        publication.options(),
                        kafkaClusterId,
                        tables)
                .withPublicationMark(publication.mark())
                .withEvents(events);
    }

    private TableContext table(
            Publication.Table table,
            TableShape shape,
            List<String> partitions,
            Optional<TableFormat> format,
            Optional<KeyContext> key) {
        return new TableContext(
                table.id(),
                table.oid(),
                table.membershipOid(),
                shape,
                table.filter().orElse(""),
                partitions,
                format.map(f -> f.topic().name()).orElse(""),
                format.map(f -> f.topic().id()).orElse(""),
                format.map(f -> f.topic().partitions()).orElse(0),
                format.map(TableFormat::keySchemaId).orElse(0),
                format.map(TableFormat::keyFingerprint).orElse(""),
                format.map(TableFormat::valueSchemaId).orElse(0),
                format.flatMap(TableFormat::valueSchema)
                        .map(SchemaFingerprint::of)
                        .orElse(""),
                masks.apply(table.id()),
                generations.applyAsInt(table.id()),
                key);
    }

    /** Whether columns that a rule names hold the rows apart, is its author's to know. */
    private Optional<KeyContext> key(Publication.Table table, Map<Long, TableIdentity> identities) {
        boolean named = endpoints.definition().source().tables().stream()
                .filter(rule -> TablePattern.parse(rule.table())
                        .filter(pattern -> pattern.matches(table.id()))
                        .isPresent())
                .findFirst()
                .filter(rule -> !rule.key().isEmpty())
                .isPresent();
        return Optional.ofNullable(identities.get(table.oid()))
                .filter(identity -> !named)
                .map(identity -> new KeyContext(
                        identity.setting() == ReplicaIdentity.FULL,
                        identity.primaryKeyDeferrable() ? 0 : identity.primaryKeyOid()));
    }

    private static List<CatalogColumn> published(
            Publication.Table table, Publication publication, Map<Long, List<CatalogColumn>> columns) {
        return columns.getOrDefault(table.oid(), List.of()).stream()
                .filter(column -> table.columns()
                        .map(list -> list.contains(column.name()))
                        .orElse(column.generated() == CatalogColumn.Generated.NO
                                || (column.generated() == CatalogColumn.Generated.STORED
                                        && publication.generatedColumns().orElse(false))))
                .toList();
    }

    private static Map<Long, List<Relation>> children(Catalog catalog) {
        Map<Long, List<Relation>> children = new HashMap<>();
        for (Relation relation : catalog.relations()) {
            relation.partitionOf().ifPresent(parent -> children.computeIfAbsent(parent, any -> new ArrayList<>())
                    .add(relation));
        }
        return children;
    }

    private static void descendants(long oid, Map<Long, List<Relation>> children, Set<Long> found) {
        children.getOrDefault(oid, List.of()).forEach(child -> {
            found.add(child.oid());
            descendants(child.oid(), children, found);
        });
    }

    /** One that is taken away for a while, and put back, is another one: what it was given meanwhile is in no stream. */
    private static Stream<String> partitions(
            long oid, String above, Map<Long, List<Relation>> children, Attachments attachments) {
        return children.getOrDefault(oid, List.of()).stream().flatMap(child -> {
            String attached = " " + attachments.mark(child.oid()) + above;
            return child.kind() == RelationKind.PARTITIONED
                    ? partitions(child.oid(), attached, children, attachments)
                    : Stream.of(child.id() + TableContext.PARTITION_MARK + child.oid() + ", attached" + attached + ")");
        });
    }
}
