package dev.culvert.postgres.catalog;

import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something in {@code pg_class} that looks like a table.
 *
 * @param id its name
 * @param oid {@code pg_class.oid}
 * @param kind what it is
 * @param persistence whether its changes are in the WAL
 * @param partitionOf oid of the table that it is a partition of
 * @param hasInheritors whether tables inherit from it by {@code INHERITS}, which is not partitioning
 * @param replicaIdentity as it is set, usable or not; see {@link TableIdentity}
 * @param rowSecurityActive whether row level security would hide rows of it from this role
 * @param owner the owning role
 * @param comment its comment
 * @param estimatedRows by the last VACUUM or ANALYZE; empty before the first
 */
public record Relation(
        TableId id,
        long oid,
        RelationKind kind,
        Persistence persistence,
        OptionalLong partitionOf,
        boolean hasInheritors,
        ReplicaIdentity replicaIdentity,
        boolean rowSecurityActive,
        String owner,
        Optional<String> comment,
        OptionalLong estimatedRows) {

    public boolean isPartition() {
        return partitionOf.isPresent();
    }

    /** Whether its changes can be in a publication: a permanent table, partitioned or not. */
    public boolean isPublishable() {
        return persistence == Persistence.PERMANENT && (kind == RelationKind.TABLE || kind == RelationKind.PARTITIONED);
    }
}
