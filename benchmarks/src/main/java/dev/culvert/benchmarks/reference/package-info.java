/**
 * The server's own limit: its replication stream read and counted by the plain driver, nothing made of it.
 *
 * <p>Core type: {@link dev.culvert.benchmarks.reference.ReplicationStreamReader}.
 */
package dev.culvert.benchmarks.reference;
