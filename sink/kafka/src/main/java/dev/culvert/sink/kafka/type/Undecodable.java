package dev.culvert.sink.kafka.type;

/** A text that is not a value of its type as PostgreSQL writes it. Says why, never the text (I12). Has no stack trace. */
public final class Undecodable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private int column = -1;

    public Undecodable(String reason) {
        super(reason, null, false, false);
    }

    /** Notes the column, unless one is noted already. */
    public Undecodable at(int index) {
        if (column < 0) {
            column = index;
        }
        return this;
    }

    /** Index of the column in its table, -1 if it is not known. */
    public int column() {
        return column;
    }
}
