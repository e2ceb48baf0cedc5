package dev.culvert.connector.nativeengine;

import dev.culvert.connector.capture.ChangeHandler;
import dev.culvert.connector.pgoutput.CapturedRelations;
import dev.culvert.connector.pgoutput.MessageBytes;
import dev.culvert.connector.replication.WalStream;
import dev.culvert.schemas.change.LogicalMessage;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.ReplicaIdentity;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.TransactionBegin;
import dev.culvert.schemas.change.TransactionCommit;
import dev.culvert.schemas.change.Truncate;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Turns the messages of pgoutput, protocol version 1, into callbacks. No I/O, no catalog; what is not as the protocol says is
 * {@code STREAM_PROTOCOL}. For one thread.
 *
 * <p>States: between transactions, and inside one. BEGIN leads into one, COMMIT of the same out of it; changes come inside, messages
 * that are not transactional anywhere.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html">Logical Replication Message
 *     Formats</a>
 */
final class MessageDecoder implements WalStream.Receiver {
    /** From 1970 to PostgreSQL's epoch, 2000-01-01. */
    private static final long EPOCH_MICROS = TimeUnit.SECONDS.toMicros(946_684_800);

    private static final long MICROS = TimeUnit.SECONDS.toMicros(1);

    /** Flag of a logical message. */
    private static final int TRANSACTIONAL = 1;

    private final CapturedRelations relations;
    private final ChangeHandler handler;
    private final MessageBytes message = new MessageBytes();
    private final Map<Integer, TupleRow> rows = new HashMap<>();
    private int lastOid;
    private TupleRow lastRow;

    private boolean open;
    private long xid;
    private long commitLsn;

    MessageDecoder(CapturedRelations relations, ChangeHandler handler) {
        this.relations = relations;
        this.handler = handler;
    }

    @Override
    public void message(Lsn lsn, ByteBuffer payload) {
        message.set(payload);
        byte type = message.octet();
        switch (type) {
            case 'I' -> insert(lsn);
            case 'U' -> update(lsn);
            case 'D' -> delete(lsn);
            case 'B' -> begin();
            case 'C' -> commit();
            case 'R' -> relation();
            case 'T' -> truncate(lsn);
            case 'M' -> logical(lsn);
            case 'A' -> aborted();
            // names of types, and of replication origins
            case 'Y', 'O' -> {}
            default -> throw message.malformed("a type that protocol version 1 does not have");
        }
    }

    private void begin() {
        if (open) {
            throw message.malformed("the beginning of a transaction inside transaction " + xid);
        }
        commitLsn = message.int64();
        long micros = message.int64() + EPOCH_MICROS;
        xid = Integer.toUnsignedLong(message.int32());
        message.end();
        open = true;
        Lsn commit = new Lsn(commitLsn);
        relations.begin(commit);
        Instant time = Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS), TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, MICROS)));
        handler.begin(new TransactionBegin(xid, commit, time));
    }

    private void commit() {
        requireOpen();
        message.octet(); // flags, of which there are none
        if (message.int64() != commitLsn) {
            throw message.malformed("the end of another transaction than " + xid);
        }
        Lsn end = new Lsn(message.int64());
        message.int64(); // the commit's time, as in the beginning
        message.end();
        open = false;
        handler.commit(new TransactionCommit(xid, end));
    }

    private void relation() {
        relations.relation(message).ifPresent(table -> {
            TupleRow known = rows.get(table.relationOid());
            if (known == null || known.table() != table) {
                rows.put(table.relationOid(), new TupleRow(table));
                lastRow = null;
            }
        });
    }

    private void insert(Lsn lsn) {
        requireOpen();
        TupleRow row = row();
        if (row != null) {
            row.start(Operation.INSERT, lsn);
            newTuple(row, message.octet());
            handler.row(row);
        }
    }

    private void update(Lsn lsn) {
        requireOpen();
        TupleRow row = row();
        if (row != null) {
            row.start(Operation.UPDATE, lsn);
            byte tag = message.octet();
            if (tag != 'N') {
                oldTuple(row, tag);
                tag = message.octet();
            } else if (row.table().identity() == ReplicaIdentity.FULL) {
                throw CapturedRelations.noOldRow(row.table());
            }
            newTuple(row, tag);
            handler.row(row);
        }
    }

    private void delete(Lsn lsn) {
        requireOpen();
        TupleRow row = row();
        if (row != null) {
            row.start(Operation.DELETE, lsn);
            oldTuple(row, message.octet());
            message.end();
            handler.row(row);
        }
    }

    private void newTuple(TupleRow row, byte tag) {
        if (tag != 'N') {
            throw message.malformed("no new row, but " + tag);
        }
        row.readAfter(message);
        message.end();
    }

    private void oldTuple(TupleRow row, byte tag) {
        if (tag != 'K' && tag != 'O') {
            throw message.malformed("no old row, but " + tag);
        }
        row.readBefore(message, tag == 'O');
    }

    /** The cursor of the relation whose oid is next; null if it is not captured. */
    private TupleRow row() {
        int oid = message.int32();
        if (lastRow == null || oid != lastOid) {
            TupleRow known = rows.get(oid);
            if (known == null) {
                if (relations.isCaptured(oid)) {
                    throw message.malformed(
                            "a row of relation " + Integer.toUnsignedString(oid) + ", which was not described");
                }
                return null;
            }
            lastRow = known;
            lastOid = oid;
        }
        return lastRow;
    }

    private void truncate(Lsn lsn) {
        requireOpen();
        int count = message.int32();
        message.octet(); // CASCADE and RESTART IDENTITY, which change no row
        if (count < 0 || count > message.remaining() / Integer.BYTES) {
            throw message.malformed(count + " relations, with " + message.remaining() + " bytes left");
        }
        List<TableSchema> tables = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TupleRow row = row();
            if (row != null) {
                tables.add(row.table());
            }
        }
        message.end();
        if (!tables.isEmpty()) {
            handler.truncate(new Truncate(tables, lsn));
        }
    }

    private void logical(Lsn lsn) {
        boolean transactional = (message.octet() & TRANSACTIONAL) != 0;
        if (transactional) {
            requireOpen();
        }
        message.int64(); // its LSN, as that of the message around it
        String prefix = message.string();
        byte[] content = message.copy(message.length());
        message.end();
        handler.message(new LogicalMessage(prefix, transactional, content, lsn));
    }

    /**
     * PostgreSQL 18 sends what protocol 2 has for the end of a transaction in progress to readers of protocol 1, too: of the
     * subtransactions of an aborted one that was larger than {@code logical_decoding_work_mem}, of which nothing was sent.
     */
    private void aborted() {
        if (open) {
            throw message.malformed("the end of a transaction in progress inside transaction " + xid);
        }
        message.int32(); // the transaction
        message.int32(); // the subtransaction
        message.end();
    }

    private void requireOpen() {
        if (!open) {
            throw message.malformed("it came outside a transaction");
        }
    }
}
