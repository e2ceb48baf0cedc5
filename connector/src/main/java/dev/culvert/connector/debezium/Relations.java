package dev.culvert.connector.debezium;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The captured relations. Reads the RELATION messages of pgoutput: a shape that is not the captured one ends the stream before
 * the first row that has it; one that is goes on under neutral names, every column a text.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical Replication Message
 *     Formats</a>
 */
final class Relations {
    /** Schema of every neutral name; the name of the table is its oid, that of a column its index. */
    static final String SCHEMA = "culvert";

    static final int TEXT_OID = 25;
    private static final int NO_TYPMOD = -1;

    private final Map<Integer, TableSchema> byOid = new HashMap<>();
    private final Map<TableId, TableSchema> byName = new HashMap<>();

    Relations(List<TableSchema> captured) {
        for (TableSchema table : captured) {
            byOid.put(table.relationOid(), table);
            byName.put(table.id(), table);
        }
    }

    boolean isCaptured(int oid) {
        return byOid.containsKey(oid);
    }

    TableSchema table(int oid) {
        return byOid.get(oid);
    }

    /**
     * Looks at a RELATION message, after its type.
     *
     * @return the message for Debezium, with its type; empty (no bytes) for a relation that is not captured
     * @throws dev.culvert.schemas.error.CulvertException {@code SHAPE_CHANGED} or {@code KEY_CHANGED}
     */
    ByteBuffer neutral(ByteBuffer message) {
        int oid = message.getInt();
        String schema = text(message);
        // pg_catalog is sent as nothing
        TableId name = new TableId(schema.isEmpty() ? "pg_catalog" : schema, text(message));
        TableSchema captured = byOid.get(oid);
        if (captured == null) {
            if (byName.containsKey(name)) {
                throw ShapeErrors.recreated(byName.get(name), oid);
            }
            return ByteBuffer.allocate(0);
        }
        if (!captured.id().equals(name)) {
            throw ShapeErrors.renamed(captured, name);
        }
        verify(captured, message);
        return neutral(captured);
    }

    private static void verify(TableSchema captured, ByteBuffer message) {
        ReplicaIdentity identity = identity((char) message.get());
        int count = message.getShort();
        List<Column> columns = captured.columns();
        boolean[] inKey = new boolean[count];
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            inKey[i] = (message.get() & 1) != 0;
            names[i] = text(message);
            int type = message.getInt();
            int typmod = message.getInt();
            if (i >= columns.size() || !columns.get(i).name().equals(names[i])) {
                continue; // told below, by the names
            }
            Column column = columns.get(i);
            if (column.type().oid() != type || column.type().typmod() != typmod) {
                throw ShapeErrors.retyped(captured, column, type, typmod);
            }
        }
        List<String> expected = columns.stream().map(Column::name).toList();
        if (!expected.equals(List.of(names))) {
            throw ShapeErrors.columns(captured, List.of(names));
        }
        if (identity != captured.identity()) {
            throw ShapeErrors.identity(captured, identity);
        }
        boolean byIndex = identity == ReplicaIdentity.DEFAULT || identity == ReplicaIdentity.INDEX;
        for (int i = 0; byIndex && i < count; i++) {
            if (inKey[i] != captured.key().contains(i)) {
                throw ShapeErrors.key(captured, names, inKey);
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
        put(out, tableName(table.relationOid()));
        // no key: then a change of key stays one update, with both images
        out.put((byte) 'n').putShort((short) columns);
        for (int i = 0; i < columns; i++) {
            out.put((byte) 0);
            put(out, columnName(i));
            out.putInt(TEXT_OID).putInt(NO_TYPMOD);
        }
        return out.flip();
    }

    static String tableName(int oid) {
        return Integer.toUnsignedString(oid);
    }

    /** The table whose neutral name this is. */
    TableSchema ofTableName(String name) {
        return byOid.get(Integer.parseUnsignedInt(name));
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
