package dev.culvert.sink.flink.record;

import dev.culvert.postgres.copy.CopyText;

/** The values of a row, as PostgreSQL's text. */
public interface RowText {
    /** Null for SQL NULL. */
    String[] values();

    /** The same into a COPY; the row's end is left to the caller. */
    void copy(CopyText out);

    /** The same, each as the record has it. */
    default void give(RowReceiver out) {
        for (String value : values()) {
            out.text(value);
        }
    }

    /** Of values that are there. */
    record Known(String[] values) implements RowText {
        @Override
        public void copy(CopyText out) {
            for (String value : values) {
                out.value(value);
            }
        }
    }
}
