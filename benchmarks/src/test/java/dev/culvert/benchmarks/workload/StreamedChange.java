package dev.culvert.benchmarks.workload;

import dev.culvert.benchmarks.records.ChangeRecord;
import dev.culvert.benchmarks.records.ChangeRecord.Operation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message of {@code pgoutput} about a row, read without Culvert.
 *
 * @param row the new one, or the old one of a delete: text of each column, empty where there is none
 * @param isOldRowWhole whether all columns of the old row came
 */
record StreamedChange(Operation operation, List<String> row, boolean isOldRowWhole) {

    static Optional<StreamedChange> read(byte[] message) {
        ByteBuffer bytes = ByteBuffer.wrap(message);
        char type = (char) bytes.get();
        if (type != 'I' && type != 'U' && type != 'D') {
            return Optional.empty();
        }
        bytes.getInt(); // the relation
        char tag = (char) bytes.get();
        List<String> row = tuple(bytes);
        boolean whole = tag == 'O';
        if (type == 'U' && tag != 'N') {
            bytes.get();
            row = tuple(bytes);
        }
        Operation operation =
                switch (type) {
                    case 'I' -> Operation.INSERT;
                    case 'U' -> Operation.UPDATE;
                    default -> Operation.DELETE;
                };
        return Optional.of(new StreamedChange(operation, row, whole));
    }

    boolean isNewRow() {
        return operation != Operation.DELETE;
    }

    /** A delete's change number is meaningless. */
    ChangeRecord record() {
        return new ChangeRecord(operation, Long.parseLong(row.get(0)), isNewRow() ? Long.parseLong(row.get(1)) : -1);
    }

    private static List<String> tuple(ByteBuffer bytes) {
        List<String> columns = new ArrayList<>();
        int count = bytes.getShort();
        for (int i = 0; i < count; i++) {
            String text = "";
            if (bytes.get() == 't') {
                byte[] value = new byte[bytes.getInt()];
                bytes.get(value);
                text = new String(value, StandardCharsets.UTF_8);
            }
            columns.add(text);
        }
        return columns;
    }
}
