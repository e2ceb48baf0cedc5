/**
 * Records: {@link dev.culvert.sink.kafka.record.RecordEncoder} turns a change into the bytes of its records.
 *
 * <p>Enforced here: I3, every column is in the record and a value that no codec takes is a named error; I4, an unchanged TOAST
 * value is named in {@code unchanged}; I12, an error names table, column and place, never the value.
 */
package dev.culvert.sink.kafka.record;
