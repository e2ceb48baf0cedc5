/**
 * The wire of logical replication, for every engine: {@link dev.culvert.connector.replication.WalStream} reads one slot and sends
 * feedback; {@link dev.culvert.connector.replication.ReplicationErrors} tells the server's refusals apart.
 *
 * <p>Enforced here: I1, what is confirmed to the server is what {@code confirm} named and nothing else.
 */
package dev.culvert.connector.replication;
