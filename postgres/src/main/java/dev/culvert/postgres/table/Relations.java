package dev.culvert.postgres.table;

import dev.culvert.postgres.catalog.Relation;
import dev.culvert.postgres.catalog.RelationKind;
import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All relations of a database, and which is a partition of which. */
final class Relations {
    private final List<Relation> all;
    private final Map<Long, Relation> byOid = new HashMap<>();
    private final Map<TableId, Relation> byName = new HashMap<>();
    private final Map<Long, List<Relation>> leavesByAncestor = new HashMap<>();

    Relations(List<Relation> all) {
        this.all = all;
        for (Relation relation : all) {
            byOid.put(relation.oid(), relation);
            byName.put(relation.id(), relation);
        }
        for (Relation relation : all) {
            if (relation.isPartition() && relation.kind() != RelationKind.PARTITIONED) {
                for (Relation ancestor : ancestors(relation)) {
                    leavesByAncestor
                            .computeIfAbsent(ancestor.oid(), any -> new ArrayList<>())
                            .add(relation);
                }
            }
        }
    }

    List<Relation> all() {
        return all;
    }

    Optional<Relation> find(TableId id) {
        return Optional.ofNullable(byName.get(id));
    }

    /** What a relation is a partition of, the nearest first. */
    List<Relation> ancestors(Relation relation) {
        List<Relation> ancestors = new ArrayList<>();
        Relation current = relation;
        while (current.partitionOf().isPresent()) {
            current = byOid.get(current.partitionOf().getAsLong());
            if (current == null) {
                break;
            }
            ancestors.add(current);
        }
        return ancestors;
    }

    /** Partitions that hold the rows of a partitioned table, at any depth, by name. */
    List<Relation> leaves(Relation relation) {
        return leavesByAncestor.getOrDefault(relation.oid(), List.of());
    }
}
