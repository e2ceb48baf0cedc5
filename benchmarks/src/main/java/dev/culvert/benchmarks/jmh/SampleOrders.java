package dev.culvert.benchmarks.jmh;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.ColumnType;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.change.TableSchema;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One row of ten columns: its table, its messages of {@code pgoutput} in protocol version 1, its line of COPY. */
public final class SampleOrders {
    private static final int OID = 16_500;
    private static final int XID = 700;
    private static final long COMMIT_LSN = 0x1000;
    private static final long COMMIT_END_LSN = 0x1030;
    private static final long COMMIT_MICROS = 820_454_400_000_000L;
    private static final int NO_TYPMOD = -1;
    private static final int NUMERIC_12_2 = (12 << 16 | 2) + 4;

    private static final List<Column> COLUMNS = List.of(
            column("id", 20, NO_TYPMOD, "int8"),
            column("change", 20, NO_TYPMOD, "int8"),
            column("customer_id", 20, NO_TYPMOD, "int8"),
            column("status", 25, NO_TYPMOD, "text"),
            column("amount", 1700, NUMERIC_12_2, "numeric"),
            column("currency", 25, NO_TYPMOD, "text"),
            column("quantity", 23, NO_TYPMOD, "int4"),
            column("paid", 16, NO_TYPMOD, "bool"),
            column("placed_at", 1184, NO_TYPMOD, "timestamptz"),
            column("note", 25, NO_TYPMOD, "text"));

    private static final List<String> VALUES = List.of(
            "1234567",
            "987654",
            "76433",
            "dispatched",
            "8271.39",
            "CHF",
            "7",
            "t",
            "2026-11-22 08:15:30.123456+00",
            "0cc175b9c0f1b6a831c399e26977266192eb5ffee6ae2fec3ad71c777531578f4a8a08f09d37b73795649038408b5f33c81e728d9d4c2f636f067f89cc");

    public static final TableSchema TABLE =
            new TableSchema(new TableId("public", "orders"), OID, COLUMNS, List.of(0), ReplicaIdentity.DEFAULT, 1);

    private SampleOrders() {}

    /** What comes before the first row of a transaction. */
    public static List<ByteBuffer> opening() {
        return List.of(
                message(out -> {
                    out.writeByte('B');
                    out.writeLong(COMMIT_LSN);
                    out.writeLong(COMMIT_MICROS);
                    out.writeInt(XID);
                }),
                message(out -> {
                    out.writeByte('R');
                    out.writeInt(OID);
                    string(out, "public");
                    string(out, "orders");
                    out.writeByte('d');
                    out.writeShort(COLUMNS.size());
                    for (int i = 0; i < COLUMNS.size(); i++) {
                        out.writeByte(i == 0 ? 1 : 0);
                        string(out, COLUMNS.get(i).name());
                        out.writeInt(COLUMNS.get(i).type().oid());
                        out.writeInt(COLUMNS.get(i).type().typmod());
                    }
                }));
    }

    public static ByteBuffer insert() {
        return message(out -> {
            out.writeByte('I');
            out.writeInt(OID);
            out.writeByte('N');
            tuple(out, VALUES.size());
        });
    }

    /** Without an old row, as an update that leaves the key alone. */
    public static ByteBuffer update() {
        return message(out -> {
            out.writeByte('U');
            out.writeInt(OID);
            out.writeByte('N');
            tuple(out, VALUES.size());
        });
    }

    /** With the key alone. */
    public static ByteBuffer delete() {
        return message(out -> {
            out.writeByte('D');
            out.writeInt(OID);
            out.writeByte('K');
            tuple(out, 1);
        });
    }

    /** With its line feed. */
    public static byte[] copyLine() {
        return (String.join("\t", VALUES) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Column column(String name, int oid, int typmod, String type) {
        return new Column(name, ColumnType.base(oid, typmod, type), false, Optional.empty());
    }

    private static void tuple(DataOutputStream out, int present) throws IOException {
        out.writeShort(VALUES.size());
        for (int i = 0; i < VALUES.size(); i++) {
            if (i < present) {
                byte[] text = VALUES.get(i).getBytes(StandardCharsets.UTF_8);
                out.writeByte('t');
                out.writeInt(text.length);
                out.write(text);
            } else {
                out.writeByte('n');
            }
        }
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.writeByte(0);
    }

    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    private static ByteBuffer message(Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.write(new DataOutputStream(bytes));
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return ByteBuffer.wrap(bytes.toByteArray());
    }
}
