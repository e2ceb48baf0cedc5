/**
 * Sequences, which logical replication leaves behind: {@link dev.culvert.migration.sequence.SequenceTransfer} sets those of the side
 * that opens beyond every value that the other side has issued or given to a session to keep.
 */
package dev.culvert.migration.sequence;
