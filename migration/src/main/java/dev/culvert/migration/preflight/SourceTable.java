package dev.culvert.migration.preflight;

import dev.culvert.migration.link.Link;
import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.RelationKind;
import dev.culvert.postgres.catalog.TableIdentity;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Map;

/**
 * Something on the source that holds rows.
 *
 * @param relation what the catalog says
 * @param identity which old values its updates write
 * @param moved whether it is among those that are moved
 */
record SourceTable(Relation relation, TableIdentity identity, boolean moved) {
    static List<SourceTable> read(Session session, Subject subject) {
        Catalog catalog = new Catalog(session);
        List<Relation> relations = catalog.relations().stream()
                .filter(relation -> relation.kind() != RelationKind.VIEW)
                .filter(relation -> !relation.id().schema().equals(Link.SCHEMA))
                .toList();
        Map<Long, TableIdentity> identities =
                catalog.identities(relations.stream().map(Relation::oid).toList());
        return relations.stream()
                .filter(relation -> identities.containsKey(relation.oid()))
                .map(relation -> new SourceTable(
                        relation,
                        identities.get(relation.oid()),
                        subject.tables().test(relation.id())))
                .toList();
    }

    TableId id() {
        return relation.id();
    }

    /** Whether changes of it go through the stream: a permanent table, itself and not by its partitions. */
    boolean streams() {
        return moved && relation.kind() == RelationKind.TABLE && relation.isPublishable();
    }

    /** For findings. */
    String object() {
        return "table " + id();
    }

    String sql() {
        return QualifiedName.quote(id());
    }
}
