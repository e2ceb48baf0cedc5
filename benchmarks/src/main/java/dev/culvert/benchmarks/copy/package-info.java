/**
 * How long it takes until a database that is there already is on a newer server: Culvert's {@code start} until every table
 * streams, {@code pgcopydb clone}, and the initial copy of a subscription, each into an empty database of its own, in turn.
 *
 * <p>Core type: {@link dev.culvert.benchmarks.copy.CopyBenchmark}.
 */
package dev.culvert.benchmarks.copy;
