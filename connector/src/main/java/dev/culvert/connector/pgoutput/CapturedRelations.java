package dev.culvert.connector.pgoutput;

import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.error.CulvertException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The captured tables as the stream has them. A shape that is not the one so far is followed or ends the stream, before the first row
 * that has it. For one thread.
 */
public final class CapturedRelations {
    private final ShapeFollower follower;
    private final Map<Integer, Met> byOid = new HashMap<>();
    private final Map<TableId, TableSchema> byName = new HashMap<>();
    private Lsn transaction = Lsn.ZERO;

    /** The shape of a relation, and the transaction that it was first met in, by the start of its commit record. */
    private record Met(TableSchema table, Lsn since) {}

    public CapturedRelations(List<TableSchema> captured, ShapeFollower follower) {
        this.follower = follower;
        for (TableSchema table : captured) {
            byOid.put(table.relationOid(), new Met(table, Lsn.ZERO));
            byName.put(table.id(), table);
        }
    }

    public boolean isCaptured(int oid) {
        return byOid.containsKey(oid);
    }

    /** What follows is of the transaction whose commit record starts here. */
    public void begin(Lsn commitLsn) {
        transaction = commitLsn;
    }

    /**
     * Looks at a RELATION message, after its type.
     *
     * @return the shape that its rows have from here on; empty for a relation that is not captured
     * @throws dev.culvert.schemas.error.CulvertException {@code SHAPE_CHANGED} or {@code KEY_CHANGED}, and what the follower says;
     *     {@code STREAM_PROTOCOL}
     */
    public Optional<TableSchema> relation(MessageBytes message) {
        RelationMessage relation = RelationMessage.read(message);
        Met met = byOid.get(relation.oid());
        if (met == null) {
            if (byName.containsKey(relation.name())) {
                throw ShapeErrors.recreated(byName.get(relation.name()), relation.oid());
            }
            return Optional.empty();
        }
        TableSchema known = met.table();
        if (!known.id().equals(relation.name())) {
            throw ShapeErrors.renamed(known, relation.name());
        }
        TableSchema table = known;
        if (!relation.shape().isOf(known)) {
            table = follower.follow(known, met.since(), relation.shape())
                    .orElseThrow(() -> ShapeErrors.shape(known, relation.shape()));
            byOid.put(relation.oid(), new Met(table, transaction));
        }
        verifyIdentity(table, relation);
        return Optional.of(table);
    }

    private static void verifyIdentity(TableSchema table, RelationMessage relation) {
        if (relation.identity() != table.identity()) {
            throw ShapeErrors.identity(table, relation.identity());
        }
        boolean byIndex = table.identity() == ReplicaIdentity.DEFAULT || table.identity() == ReplicaIdentity.INDEX;
        for (int i = 0; byIndex && i < relation.inKey().size(); i++) {
            if (relation.inKey().get(i) != table.key().contains(i)) {
                throw ShapeErrors.key(table, relation.inKey());
            }
        }
    }

    /**
     * An update of a table with {@code FULL} that came without its old row, as the partition that it happened in has another identity:
     * the stream tells the root's alone.
     */
    public static CulvertException noOldRow(TableSchema table) {
        return ShapeErrors.partition(table);
    }
}
