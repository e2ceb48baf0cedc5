/**
 * The first copy, as the pipeline runs it: {@link dev.culvert.runtime.snapshot.SnapshotWriter} takes rows from the copying threads
 * and commits them with the phase, table by table, so that an interrupted one goes on with the tables that were not done.
 */
package dev.culvert.runtime.snapshot;
