/**
 * Making records durable: {@link dev.culvert.sink.kafka.writer.RecordWriter}, exactly once
 * ({@link dev.culvert.sink.kafka.writer.TransactionalWriter}) or at least once
 * ({@link dev.culvert.sink.kafka.writer.AtLeastOnceWriter}).
 *
 * <p>Enforced here: I1, {@code commit} returns only when rows and position are durable; I11, a commit whose outcome cannot be
 * known is never repeated, and the writer is of no use after it.
 */
package dev.culvert.sink.kafka.writer;
