/**
 * Keeps the tables of a PostgreSQL database equal to a pipeline's: {@link dev.culvert.sink.flink.postgres.PostgresSink}. All changes between
 * two checkpoints become one transaction, together with how far it read, so that a replay changes nothing; it ends where a transaction of the
 * source did. I3: a value is never rounded or cut. I4: what a change did not touch stays.
 */
package dev.culvert.sink.flink.postgres;
