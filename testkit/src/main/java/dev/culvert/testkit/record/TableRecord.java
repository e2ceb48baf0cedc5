package dev.culvert.testkit.record;

import java.util.Optional;
import java.util.Set;

/** A record of a table's topic. */
public sealed interface TableRecord {
    Place place();

    /** Where the record is. */
    record Place(String topic, int partition, long offset) {
        @Override
        public String toString() {
            return topic + "-" + partition + "@" + offset;
        }
    }

    /** What happened to the row. */
    enum Operation {
        READ('r'),
        CREATE('c'),
        UPDATE('u'),
        DELETE('d'),
        TRUNCATE('t');

        private final char letter;

        Operation(char letter) {
            this.letter = letter;
        }

        static Operation of(String letter) {
            for (Operation operation : values()) {
                if (letter.equals(String.valueOf(operation.letter))) {
                    return operation;
                }
            }
            throw new RecordFormatException("op is " + letter);
        }
    }

    /**
     * Where the change comes from: LSN as a number, a number of the transaction and of the change in it (both 0 for a
     * row of the snapshot), the attempt at the snapshot (0 for a change).
     */
    record Origin(
            String schema,
            String table,
            long lsn,
            Optional<Long> txId,
            boolean snapshot,
            int generation,
            long txnSeq,
            long ordinal) {}

    /** A change of a row, or a truncate. {@code unchanged} names columns whose value the record does not hold. */
    record Change(
            Place place,
            Optional<Row> key,
            Operation operation,
            Optional<Row> before,
            Optional<Row> after,
            Set<String> unchanged,
            Origin origin,
            long tsMillis)
            implements TableRecord {}

    /** A key without a value: compaction may forget the key. */
    record Tombstone(Place place, Row key) implements TableRecord {}
}
