/**
 * Which server this is: {@link dev.culvert.postgres.server.ServerIdentity} says who answers and where its WAL ends,
 * {@link dev.culvert.postgres.server.TimelineHistory} where its history branched,
 * {@link dev.culvert.postgres.server.CommitRecord} what its WAL has at a place, so that a position can be told from one of
 * another server or of an abandoned timeline.
 */
package dev.culvert.postgres.server;
