/**
 * Benchmarks end to end, from PostgreSQL's WAL to a record that a consumer can read, of Culvert and of Debezium Server
 * in the same run on the same servers.
 *
 * <p>No figure is printed before every change of the workload was found in Kafka, by its own number: {@code workload}
 * says which there must be, {@code records} reads them, {@code topic} compares.
 */
package dev.culvert.benchmarks;
