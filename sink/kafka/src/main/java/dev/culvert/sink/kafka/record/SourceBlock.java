package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.kafka.type.ByteOutput;
import dev.culvert.sink.kafka.type.JsonText;

/** Writes the blocks {@code source} and {@code transaction}, whose schemas are {@code source.avsc} and {@code transaction-block.avsc}. */
final class SourceBlock {
    /** Version of the record format, which is not Culvert's: a newer Culvert writes the same bytes. */
    private static final String VERSION = "1";

    private static final String CONNECTOR = "culvert";
    private static final int TX_ID_NULL = 0;
    private static final int TX_ID = 1;
    private static final int BLOCK_NULL = 0;
    private static final int BLOCK = 1;

    private final byte[] avroHead;
    private final byte[] jsonHead;
    private long idOf = -1;
    private String id = "";

    SourceBlock(String pipeline, String database, TableId table) {
        ByteOutput out = new ByteOutput(256);
        for (String each : new String[] {VERSION, CONNECTOR, pipeline, database, table.schema(), table.name()}) {
            out.string(each);
        }
        avroHead = out.toBytes();
        out.reset();
        String[] names = {"{\"version\":", ",\"connector\":", ",\"name\":", ",\"db\":", ",\"schema\":", ",\"table\":"};
        String[] values = {VERSION, CONNECTOR, pipeline, database, table.schema(), table.name()};
        for (int i = 0; i < names.length; i++) {
            out.ascii(names[i]);
            JsonText.string(values[i], out);
        }
        jsonHead = out.toBytes();
    }

    void avro(Change change, ByteOutput out) {
        ChangeContext context = change.context;
        out.raw(avroHead);
        out.string(context.isSnapshot() ? "true" : "false");
        out.number(context.snapshotGeneration());
        if (context.isSnapshot()) {
            out.number(TX_ID_NULL);
        } else {
            out.number(TX_ID);
            out.number(context.xid());
        }
        out.number(change.lsn.value());
        out.number(context.commitMicros());
        out.number(context.txnSequence());
        out.number(context.ordinal());
    }

    void json(Change change, ByteOutput out) {
        ChangeContext context = change.context;
        out.raw(jsonHead);
        out.ascii(context.isSnapshot() ? ",\"snapshot\":\"true\"" : ",\"snapshot\":\"false\"");
        number(",\"generation\":", context.snapshotGeneration(), out);
        if (context.isSnapshot()) {
            out.ascii(",\"txId\":null");
        } else {
            number(",\"txId\":", context.xid(), out);
        }
        number(",\"lsn\":", change.lsn.value(), out);
        number(",\"ts_us\":", context.commitMicros(), out);
        number(",\"txn_seq\":", context.txnSequence(), out);
        number(",\"ordinal\":", context.ordinal(), out);
        out.raw((byte) '}');
    }

    void avroTransaction(ChangeContext context, ByteOutput out) {
        if (context.isSnapshot()) {
            out.number(BLOCK_NULL);
            return;
        }
        out.number(BLOCK);
        out.string(id(context));
        out.number(context.ordinal());
        out.number(context.tableOrdinal());
    }

    void jsonTransaction(ChangeContext context, ByteOutput out) {
        if (context.isSnapshot()) {
            out.ascii("null");
            return;
        }
        out.ascii("{\"id\":");
        JsonText.string(id(context), out);
        number(",\"total_order\":", context.ordinal(), out);
        number(",\"data_collection_order\":", context.tableOrdinal(), out);
        out.raw((byte) '}');
    }

    static void number(String name, long value, ByteOutput out) {
        out.ascii(name);
        out.ascii(Long.toString(value));
    }

    /** The text that a record of the transactions topic has as its id, too. */
    private String id(ChangeContext context) {
        if (idOf != context.txnSequence()) {
            id = context.xid() + ":" + context.txnSequence();
            idOf = context.txnSequence();
        }
        return id;
    }
}
