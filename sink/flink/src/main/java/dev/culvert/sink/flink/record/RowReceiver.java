package dev.culvert.sink.flink.record;

import java.math.BigDecimal;

/** Is given the values of a row or a key, one after the other in the order of its columns, each as the record has it. */
public interface RowReceiver {
    /** PostgreSQL's text; null for SQL NULL. Of any type that has no form of its own here, or of a value that its form does not have. */
    void text(String value);

    void truth(boolean value);

    void number(long value);

    void real(float value);

    void real(double value);

    void decimal(BigDecimal value);

    /** @param days since 1970 */
    void date(long days);

    /** @param micros since midnight */
    void time(long micros);

    /** @param micros since 1970. @param zoned whether it is a moment, and not a clock's face */
    void timestamp(long micros, boolean zoned);

    /** @param from what may be written over afterwards */
    void bytes(byte[] from, int at, int length);
}
