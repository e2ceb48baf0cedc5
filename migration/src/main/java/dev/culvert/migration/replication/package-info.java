/**
 * Selected tables of one database into another, kept up to date: {@link dev.culvert.migration.replication.Replicator} brings a
 * replication from wherever it is to a stream, {@link dev.culvert.migration.replication.ReplicationPlanner} says before what that
 * means, {@link dev.culvert.migration.replication.ReplicationStatusReader} where it stands,
 * {@link dev.culvert.migration.replication.Holding} pauses it and lets it go on, and
 * {@link dev.culvert.migration.replication.Removal} takes it back.
 *
 * <p>The target is everybody's: what is missing is made, what is there is neither altered nor emptied, and nothing is closed.
 *
 * <p>Enforced here: I3, I10.
 */
package dev.culvert.migration.replication;
