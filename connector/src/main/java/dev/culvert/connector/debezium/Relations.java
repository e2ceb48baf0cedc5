package dev.culvert.connector.debezium;

import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.capture.StreamShape;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The captured relations. Reads the RELATION messages of pgoutput, and gives them on under neutral names, every column a text. A
 * shape that is not the one so far is followed or ends the stream, before the first row that has it. Each shape has a neutral name
 * of its own, by which the rows before and after are told apart on the other side of Debezium, inside a transaction too.
 *
 * <p>Fed by one thread; {@link #ofTableName} may be asked by another.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical Replication Message
 *     Formats</a>
 */
final class Relations {
    /** Schema of every neutral name; the name of the table is its oid and the shape's number, that of a column its index. */
    static final String SCHEMA = "culvert";

    /** Every neutral name of a table, as a regular expression. */
    static final String TABLES = "\\d+_\\d+";

    static final int TEXT_OID = 25;
    private static final int NO_TYPMOD = -1;

    private final ShapeFollower follower;
    private final Map<Integer, Met> byOid = new HashMap<>();
    private final Map<TableId, TableSchema> byName = new HashMap<>();
    private final Map<String, TableSchema> byTableName = new ConcurrentHashMap<>();
    private Lsn transaction = Lsn.ZERO;

    /** The shape of a relation, and the transaction that it was first met in, by the start of its commit record. */
    private record Met(TableSchema table, Lsn since) {}

    private record Relation(ReplicaIdentity identity, StreamShape shape, List<Boolean> inKey) {}

    Relations(List<TableSchema> captured, ShapeFollower follower) {
        this.follower = follower;
        for (TableSchema table : captured) {
            byOid.put(table.relationOid(), new Met(table, Lsn.ZERO));
            byName.put(table.id(), table);
        }
    }

    boolean isCaptured(int oid) {
        return byOid.containsKey(oid);
    }

    /** What follows is of the transaction whose commit record starts here. */
    void begin(Lsn commitLsn) {
        transaction = commitLsn;
    }

    /**
     * Looks at a RELATION message, after its type.
     *
     * @return the message for Debezium, with its type; empty (no bytes) for a relation that is not captured
     * @throws dev.culvert.schemas.error.CulvertException {@code SHAPE_CHANGED} or {@code KEY_CHANGED}, and what the follower says
     */
    ByteBuffer neutral(ByteBuffer message) {
        int oid = message.getInt();
        String schema = text(message);
        // pg_catalog is sent as nothing
        TableId name = new TableId(schema.isEmpty() ? "pg_catalog" : schema, text(message));
        Met met = byOid.get(oid);
        if (met == null) {
            if (byName.containsKey(name)) {
                throw ShapeErrors.recreated(byName.get(name), oid);
            }
            return ByteBuffer.allocate(0);
        }
        TableSchema known = met.table();
        if (!known.id().equals(name)) {
            throw ShapeErrors.renamed(known, name);
        }
        Relation relation = relation(message);
        TableSchema table = known;
        if (!relation.shape().isOf(known)) {
            table = follower.follow(known, met.since(), relation.shape())
                    .orElseThrow(() -> ShapeErrors.shape(known, relation.shape()));
            byOid.put(oid, new Met(table, transaction));
        }
        verifyIdentity(table, relation);
        byTableName.put(tableName(table), table);
        return neutral(table);
    }

    private static Relation relation(ByteBuffer message) {
        ReplicaIdentity identity = identity((char) message.get());
        int count = message.getShort();
        List<Boolean> inKey = new ArrayList<>();
        List<StreamShape.Column> columns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            inKey.add((message.get() & 1) != 0);
            columns.add(new StreamShape.Column(text(message), message.getInt(), message.getInt()));
        }
        return new Relation(identity, new StreamShape(columns), inKey);
    }

    private static void verifyIdentity(TableSchema table, Relation relation) {
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

    private static ReplicaIdentity identity(char code) {
        return switch (code) {
            case 'd' -> ReplicaIdentity.DEFAULT;
            case 'n' -> ReplicaIdentity.NOTHING;
            case 'f' -> ReplicaIdentity.FULL;
            case 'i' -> ReplicaIdentity.INDEX;
            default -> throw new IllegalArgumentException("unknown replica identity");
        };
    }

    private static ByteBuffer neutral(TableSchema table) {
        int columns = table.columns().size();
        ByteBuffer out = ByteBuffer.allocate(64 + columns * 24);
        out.put((byte) 'R').putInt(table.relationOid());
        put(out, SCHEMA);
        put(out, tableName(table));
        // no key: then a change of key stays one update, with both images
        out.put((byte) 'n').putShort((short) columns);
        for (int i = 0; i < columns; i++) {
            out.put((byte) 0);
            put(out, columnName(i));
            out.putInt(TEXT_OID).putInt(NO_TYPMOD);
        }
        return out.flip();
    }

    private static String tableName(TableSchema table) {
        return Integer.toUnsignedString(table.relationOid()) + "_" + table.version();
    }

    /** The shape whose neutral name this is. */
    TableSchema ofTableName(String name) {
        return byTableName.get(name);
    }

    static String columnName(int index) {
        return "c" + index;
    }

    private static void put(ByteBuffer out, String ascii) {
        out.put(ascii.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
    }

    private static String text(ByteBuffer message) {
        int start = message.position();
        while (message.get() != 0) {
            // on to the end of the string
        }
        return new String(
                message.array(), message.arrayOffset() + start, message.position() - 1 - start, StandardCharsets.UTF_8);
    }
}
