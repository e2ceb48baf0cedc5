package dev.culvert.connector.debezium;

import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Turns Debezium's records into callbacks. Holds Debezium to the contract: {@code begin}, changes of that transaction, as many
 * of them as went in, {@code commit}.
 */
final class RecordReader {
    private static final long NO_TRANSACTION = -1;

    private final Relations relations;
    private final StreamMonitor monitor;
    private final ChangeHandler handler;
    private final StructRow row = new StructRow();
    /** Debezium makes one record for each table of a TRUNCATE. */
    private final List<TableSchema> truncated = new ArrayList<>();

    private long truncatedLsn;
    private long openXid = NO_TRANSACTION;
    private long changes;

    RecordReader(Relations relations, StreamMonitor monitor, ChangeHandler handler) {
        this.relations = relations;
        this.monitor = monitor;
        this.handler = handler;
    }

    void accept(SourceRecord record) {
        Struct value = (Struct) record.value();
        if (record.topic().equals(TableTopics.TRANSACTIONS)) {
            transaction(value, record.sourceOffset());
            return;
        }
        String operation = value.getString("op");
        if (operation.equals("m")) {
            message(value, record.sourceOffset());
        } else {
            change(record.topic(), operation, value);
        }
    }

    private void transaction(Struct value, Map<String, ?> offset) {
        long xid = number(offset, "txId");
        if (value.getString("status").equals("BEGIN")) {
            if (openXid != NO_TRANSACTION) {
                throw DebeziumErrors.protocol(
                        "Transaction " + xid + " began while transaction " + openXid + " was open.");
            }
            openXid = xid;
            changes = 0;
            handler.begin(new TransactionBegin(xid, monitor.beginOut(), instant(number(offset, "ts_usec"))));
        } else {
            commit(xid, new Lsn(number(offset, "lsn_commit")));
        }
    }

    private void commit(long xid, Lsn end) {
        requireOpen(xid);
        flushTruncate();
        long expected = monitor.transactionOut();
        if (changes != expected) {
            // I3: Debezium leaves out in silence what it cannot make sense of
            throw DebeziumErrors.protocol("Transaction " + xid + " has " + expected + " changes in the stream, "
                    + changes + " came out of Debezium.");
        }
        openXid = NO_TRANSACTION;
        handler.commit(new TransactionCommit(xid, end));
    }

    private void change(String topic, String operation, Struct value) {
        Struct source = value.getStruct("source");
        requireOpen(source.getInt64("txId"));
        changes++;
        monitor.changeOut();
        long lsn = source.getInt64("lsn");
        TableSchema table = relations.ofTableName(topic);
        if (operation.equals("t")) {
            truncate(table, lsn);
            return;
        }
        flushTruncate();
        row.set(table, operation(operation), new Lsn(lsn), value.getStruct("before"), value.getStruct("after"));
        handler.row(row);
    }

    private static Operation operation(String code) {
        return switch (code) {
            case "c" -> Operation.INSERT;
            case "u" -> Operation.UPDATE;
            case "d" -> Operation.DELETE;
            default -> throw DebeziumErrors.protocol("A row with the operation \"" + code + "\".");
        };
    }

    private void truncate(TableSchema table, long lsn) {
        if (lsn != truncatedLsn || truncated.contains(table)) {
            flushTruncate();
        }
        truncatedLsn = lsn;
        truncated.add(table);
    }

    private void flushTruncate() {
        if (!truncated.isEmpty()) {
            handler.truncate(new Truncate(truncated, new Lsn(truncatedLsn)));
            truncated.clear();
        }
    }

    private void message(Struct value, Map<String, ?> offset) {
        flushTruncate();
        Struct message = value.getStruct("message");
        Long xid = value.getStruct("source").getInt64("txId");
        boolean transactional = xid != null;
        if (transactional) {
            requireOpen(xid);
            changes++;
            monitor.changeOut();
        }
        ByteBuffer content = ByteBuffer.wrap(message.getBytes("content"));
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        handler.message(
                new LogicalMessage(message.getString("prefix"), transactional, bytes, new Lsn(number(offset, "lsn"))));
    }

    private void requireOpen(Long xid) {
        if (xid == null || openXid == NO_TRANSACTION || xid != openXid) {
            throw DebeziumErrors.protocol("Something of transaction " + xid + " came while "
                    + (openXid == NO_TRANSACTION ? "none" : "transaction " + openXid) + " was open.");
        }
    }

    private static long number(Map<String, ?> offset, String key) {
        if (offset.get(key) instanceof Number number) {
            return number.longValue();
        }
        throw DebeziumErrors.protocol("A record without " + key + ".");
    }

    private static Instant instant(long micros) {
        long perSecond = TimeUnit.SECONDS.toMicros(1);
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, perSecond), TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, perSecond)));
    }
}
