package dev.culvert.schemas.change;

/** One image of a row, old or new. Valid only during the callback that it was handed to, and only on its thread. */
public interface RowImage {

    /** What is known of the column with this index in {@link TableSchema#columns()}. */
    ValueState state(int column);

    /**
     * PostgreSQL's own text of the value, with the session's settings pinned: {@code DateStyle = ISO},
     * {@code IntervalStyle = postgres}, {@code bytea_output = hex}, {@code extra_float_digits = 3}, {@code TimeZone = UTC},
     * {@code lc_monetary = C}.
     *
     * @throws IllegalStateException unless {@link #state} is {@link ValueState#VALUE}
     */
    String text(int column);

    /**
     * Sets {@code into} to the same as UTF-8, without a copy where the image has it so; valid as long as the image.
     *
     * @throws IllegalStateException unless {@link #state} is {@link ValueState#VALUE}
     */
    default void utf8(int column, Utf8 into) {
        into.set(text(column));
    }
}
