package dev.culvert.sink.kafka.record;

import dev.culvert.schemas.change.Column;
import dev.culvert.schemas.change.Operation;
import dev.culvert.schemas.change.RowCursor;
import dev.culvert.schemas.change.RowImage;
import dev.culvert.schemas.change.TableSchema;
import dev.culvert.schemas.change.Truncate;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.sink.kafka.type.ByteOutput;
import dev.culvert.sink.kafka.type.Undecodable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Turns changes into records. The same change always gives the same bytes. One for each thread: not thread-safe; the
 * {@link TableFormats} behind several may be the same.
 */
public final class RecordEncoder {
    private static final String DELETE = Operation.DELETE.code();
    private static final String CREATE = Operation.INSERT.code();
    private static final String TRUNCATE = "t";

    private final TableFormats formats;
    private final Map<TableSchema, TableEncoder> encoders = new IdentityHashMap<>();
    private final ByteOutput buffer = new ByteOutput(16 * 1024);
    private final Change change = new Change();
    private final Optional<DeadLetters> deadLetters;
    private final Optional<SizeLimits> limits;
    private final List<ProducerRecord<byte[], byte[]>> made = new ArrayList<>();
    private TableSchema lastTable;
    private TableEncoder lastEncoder;

    /** What cannot be a record is an error. */
    public RecordEncoder(TableFormats formats) {
        this.formats = formats;
        this.deadLetters = Optional.empty();
        this.limits = Optional.empty();
    }

    /** What cannot be a record, for its values or for its size, is a dead letter. */
    public RecordEncoder(TableFormats formats, DeadLetters deadLetters, SizeLimits limits) {
        this.formats = formats;
        this.deadLetters = Optional.of(deadLetters);
        this.limits = Optional.of(limits);
    }

    /**
     * The records of a change of a row: one; or for a change of key a delete of the old and a create of the new. On a compacted
     * topic a tombstone follows a delete. Where dead letters are written, those are the records of a change that cannot have others:
     * all of it or nothing is in the table's topic.
     *
     * @return whether they are records of the table's topic
     * @throws CulvertException {@link ErrorCode#VALUE_UNDECODABLE}; from the registry for a shape that was not seen before
     */
    public boolean row(RowCursor row, ChangeContext context, RecordSink out) {
        TableEncoder encoder = encoder(row.table());
        if (deadLetters.isPresent()) {
            return rowOrLetter(encoder, row, context, out);
        }
        try {
            row(encoder, row, context, out);
            return true;
        } catch (Undecodable e) {
            throw undecodable(e, row.table(), context);
        }
    }

    private boolean rowOrLetter(TableEncoder encoder, RowCursor row, ChangeContext context, RecordSink out) {
        made.clear();
        try {
            row(encoder, row, context, made::add);
        } catch (Undecodable e) {
            letter(encoder, row, context, ErrorCode.VALUE_UNDECODABLE, fact(e, row.table(), context), out);
            return false;
        }
        for (ProducerRecord<byte[], byte[]> record : made) {
            Optional<String> tooLarge = limits.orElseThrow().exceeded(record);
            if (tooLarge.isPresent()) {
                letter(encoder, row, context, ErrorCode.RECORD_TOO_LARGE, tooLarge.get(), out);
                return false;
            }
        }
        made.forEach(out::accept);
        made.clear();
        return true;
    }

    private void letter(
            TableEncoder encoder, RowCursor row, ChangeContext context, ErrorCode code, String reason, RecordSink out) {
        made.clear();
        deadLetters.orElseThrow().write(row, context, encoder.topic().name(), code, reason, out);
    }

    private void row(TableEncoder encoder, RowCursor row, ChangeContext context, RecordSink out) {
        boolean hasBefore = row.beforeKind() != RowCursor.Before.NONE;
        RowImage old = hasBefore ? row.before() : Images.NONE;
        switch (row.operation()) {
            case DELETE -> delete(encoder, row, context, encoder.key(old, Images.NONE), out);
            case UPDATE -> update(encoder, row, context, old, hasBefore, out);
            case INSERT, READ -> {
                change.start(row.operation().code(), row.lsn(), context).after(row.after(), Images.NONE);
                out.accept(encoder.record(encoder.key(row.after(), Images.NONE), change));
            }
        }
    }

    /**
     * The records of one truncated table: the same record to each partition of its topic.
     *
     * @throws CulvertException {@link ErrorCode#TRUNCATE_COMPACTED} if the topic is compacted
     */
    public void truncate(TableSchema table, Truncate truncate, ChangeContext context, RecordSink out) {
        TableEncoder encoder = encoder(table);
        if (encoder.isCompacted()) {
            throw new CulvertException(
                    ErrorCode.TRUNCATE_COMPACTED,
                    "table " + table.id(),
                    "It was truncated, and its topic " + encoder.topic().name()
                            + " is compacted, which takes no record without a key; transaction " + context.txnSequence()
                            + " (xid " + context.xid() + "), change " + context.ordinal() + ".",
                    Changed.POSITION_KEPT,
                    "Give the table a new topic (tables[].topic), best with cleanup.policy=delete; then "
                            + RunCommandText.anew(table.id()) + ".");
        }
        change.start(TRUNCATE, truncate.lsn(), context);
        byte[] value = encoder.value(change);
        for (int partition = 0; partition < encoder.topic().partitions(); partition++) {
            out.accept(encoder.truncate(partition, value));
        }
    }

    private void update(
            TableEncoder encoder,
            RowCursor row,
            ChangeContext context,
            RowImage old,
            boolean hasBefore,
            RecordSink out) {
        byte[] key = encoder.key(row.after(), old);
        if (hasBefore && encoder.hasKey()) {
            byte[] oldKey = encoder.key(old, Images.NONE);
            if (!Arrays.equals(key, oldKey)) {
                delete(encoder, row, context, oldKey, out);
                change.start(CREATE, row.lsn(), context).after(row.after(), old);
                out.accept(encoder.record(key, change));
                return;
            }
        }
        change.start(Operation.UPDATE.code(), row.lsn(), context).after(row.after(), old);
        if (hasBefore) {
            change.before(old);
        }
        out.accept(encoder.record(key, change));
    }

    private void delete(TableEncoder encoder, RowCursor row, ChangeContext context, byte[] key, RecordSink out) {
        change.start(DELETE, row.lsn(), context).before(row.before());
        out.accept(encoder.record(key, change));
        if (encoder.isCompacted() && encoder.hasKey()) {
            out.accept(encoder.tombstone(key));
        }
    }

    private TableEncoder encoder(TableSchema table) {
        if (table != lastTable) {
            TableEncoder known = encoders.get(table);
            if (known == null) {
                known = new TableEncoder(formats.of(table), formats, buffer);
                encoders.put(table, known);
            }
            lastEncoder = known;
            lastTable = table;
        }
        return lastEncoder;
    }

    private static CulvertException undecodable(Undecodable thrown, TableSchema table, ChangeContext context) {
        String exclude =
                thrown.column() >= 0 ? table.columns().get(thrown.column()).name() : "<column>";
        return new CulvertException(
                ErrorCode.VALUE_UNDECODABLE,
                "table " + table.id(),
                fact(thrown, table, context),
                Changed.POSITION_KEPT,
                "Report it, with the column's type; until then go on without such changes (onError: dead-letter), or leave the column"
                        + " out: columns: {exclude: [" + exclude
                        + "]}. Without a value in the key, or to pass over what is in the WAL: "
                        + RunCommandText.anew(table.id()) + " copies the table anew.");
    }

    /** Without the value (I12). */
    private static String fact(Undecodable thrown, TableSchema table, ChangeContext context) {
        String column = "a column";
        if (thrown.column() >= 0) {
            Column found = table.columns().get(thrown.column());
            column = "Column \"" + found.name() + "\" of type " + found.type().name();
        }
        String place = context.isSnapshot()
                ? "in the snapshot (generation " + context.snapshotGeneration() + ")"
                : "in transaction " + context.txnSequence() + " (xid " + context.xid() + "), change "
                        + context.ordinal();
        return column + ": " + thrown.getMessage() + ", " + place + ".";
    }
}
