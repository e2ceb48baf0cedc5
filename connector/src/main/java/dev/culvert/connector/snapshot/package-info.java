/**
 * The first copy of the tables, for every engine: {@link dev.culvert.connector.snapshot.SnapshotSession} makes the slot and
 * exports its snapshot in one step, then reads the tables under it by parallel COPY and pushes the rows to a
 * {@link dev.culvert.connector.snapshot.SnapshotHandler}.
 *
 * <p>Enforced here: I3, a value is PostgreSQL's own text, in a session with pinned settings, and no row is hidden by row level
 * security.
 */
package dev.culvert.connector.snapshot;
