/**
 * The loop: {@link dev.culvert.runtime.stream.StreamHandler} takes changes from the engine, groups whole PostgreSQL transactions
 * into one Kafka transaction by {@link dev.culvert.runtime.stream.CommitPolicy}, and confirms what is durable.
 *
 * <p>Enforced here: I1, by the order commit, then confirm; I2, by {@link dev.culvert.runtime.stream.Replay}, which skips and
 * verifies what was written of a transaction before.
 */
package dev.culvert.runtime.stream;
