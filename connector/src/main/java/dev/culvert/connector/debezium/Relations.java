package dev.culvert.connector.debezium;

import dev.culvert.connector.capture.ShapeFollower;
import dev.culvert.connector.pgoutput.CapturedRelations;
import dev.culvert.connector.pgoutput.MessageBytes;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives on the RELATION messages of captured tables under neutral names, every column a text. Each shape has a neutral name of its
 * own, by which the rows before and after are told apart on the other side of Debezium, inside a transaction too.
 *
 * <p>Fed by one thread; {@link #ofTableName} may be asked by another.
 */
final class Relations {
    /** Schema of every neutral name; the name of the table is its oid and the shape's number, that of a column its index. */
    static final String SCHEMA = "culvert";

    /** Every neutral name of a table, as a regular expression. */
    static final String TABLES = "\\d+_\\d+";

    static final int TEXT_OID = 25;
    private static final int NO_TYPMOD = -1;

    private final CapturedRelations captured;
    private final MessageBytes bytes = new MessageBytes();
    private final Map<String, TableSchema> byTableName = new ConcurrentHashMap<>();

    Relations(List<TableSchema> captured, ShapeFollower follower) {
        this.captured = new CapturedRelations(captured, follower);
    }

    boolean isCaptured(int oid) {
        return captured.isCaptured(oid);
    }

    /** What follows is of the transaction whose commit record starts here. */
    void begin(Lsn commitLsn) {
        captured.begin(commitLsn);
    }

    /**
     * Looks at a RELATION message, with its type.
     *
     * @return the message for Debezium; empty (no bytes) for a relation that is not captured
     * @throws dev.culvert.schemas.error.CulvertException as {@link CapturedRelations#relation}
     */
    ByteBuffer neutral(ByteBuffer message) {
        bytes.set(message);
        bytes.octet(); // its type
        return captured.relation(bytes).map(this::neutral).orElseGet(() -> ByteBuffer.allocate(0));
    }

    private ByteBuffer neutral(TableSchema table) {
        byTableName.put(tableName(table), table);
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
}
