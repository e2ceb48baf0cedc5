package dev.culvert.runtime.start;

import dev.culvert.postgres.catalog.Catalog;
import dev.culvert.postgres.catalog.Persistence;
import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.RelationKind;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.QualifiedName;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.position.PositionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Partitions of captured tables whose changes are not in the WAL: unlogged ones, foreign tables. PostgreSQL refuses them for a table
 * that a publication names, and not for a partition of one.
 */
public final class UnloggedLeaves {
    private UnloggedLeaves() {}

    /** @param captured what was captured at this look */
    public static List<Finding> find(PositionContext captured, Session session) {
        Map<Long, Relation> byOid = new TreeMap<>();
        for (Relation relation : new Catalog(session).relations()) {
            byOid.put(relation.oid(), relation);
        }
        Set<TableId> tables = TableChanges.tables(captured);
        List<Finding> findings = new ArrayList<>();
        for (Relation leaf : byOid.values()) {
            if (!leaf.isPartition() || leaf.kind() == RelationKind.PARTITIONED || leaf.isPublishable()) {
                continue;
            }
            Relation above = leaf;
            while (above != null && above.partitionOf().isPresent()) {
                above = byOid.get(above.partitionOf().getAsLong());
                if (above != null && tables.contains(above.id())) {
                    findings.add(finding(above.id(), leaf));
                    break;
                }
            }
        }
        return findings;
    }

    private static Finding finding(TableId root, Relation leaf) {
        boolean unlogged = leaf.persistence() == Persistence.UNLOGGED;
        return new Finding(
                ErrorCode.TABLE_KIND,
                Severity.ERROR,
                "table " + root,
                "Its partition " + leaf.id() + " is "
                        + (unlogged ? "unlogged" : "a " + leaf.kind().label()) + ": its changes are not in the WAL.",
                (unlogged ? "ALTER TABLE " + QualifiedName.quote(leaf.id()) + " SET LOGGED;" : "Detach the partition.")
                        + " Then copy the table anew, as what changed meanwhile is in no stream: "
                        + RunCommandText.anew(root));
    }
}
