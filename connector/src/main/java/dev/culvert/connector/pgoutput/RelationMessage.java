package dev.culvert.connector.pgoutput;

import dev.culvert.connector.capture.StreamShape;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.List;

/**
 * A RELATION message.
 *
 * @param oid {@code pg_class.oid}
 * @param inKey of each column, whether it is in the replica identity; all are with {@code FULL}
 */
record RelationMessage(int oid, TableId name, ReplicaIdentity identity, StreamShape shape, List<Boolean> inKey) {
    private static final int PART_OF_KEY = 1;
    /** Flags, the shortest name and its end, type and typmod. */
    private static final int SHORTEST_COLUMN = 1 + 1 + 4 + 4;

    /** Reads it, after its type. */
    static RelationMessage read(MessageBytes message) {
        int oid = message.int32();
        String schema = message.string();
        String table = message.string();
        if (table.isEmpty()) {
            throw message.malformed("a relation without a name");
        }
        // pg_catalog is sent as nothing
        TableId name = new TableId(schema.isEmpty() ? "pg_catalog" : schema, table);
        ReplicaIdentity identity = identity(message);
        int count = message.int16();
        if (count > message.remaining() / SHORTEST_COLUMN) {
            throw message.malformed(count + " columns, with " + message.remaining() + " bytes left");
        }
        List<Boolean> inKey = new ArrayList<>(count);
        List<StreamShape.Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            inKey.add((message.octet() & PART_OF_KEY) != 0);
            columns.add(new StreamShape.Column(message.string(), message.int32(), message.int32()));
        }
        message.end();
        return new RelationMessage(oid, name, identity, new StreamShape(columns), inKey);
    }

    private static ReplicaIdentity identity(MessageBytes message) {
        byte code = message.octet();
        return switch (code) {
            case 'd' -> ReplicaIdentity.DEFAULT;
            case 'n' -> ReplicaIdentity.NOTHING;
            case 'f' -> ReplicaIdentity.FULL;
            case 'i' -> ReplicaIdentity.INDEX;
            default -> throw message.malformed("a replica identity of code " + code);
        };
    }
}
