/**
 * The change of the open side: {@link dev.culvert.migration.cutover.Cutover} in either direction, its gates, its certificate.
 *
 * <p>One idea carries it: the permanent fence is the COMMIT of the fence session's own transaction. If that session died, there is
 * nothing to commit, and the old side is open; if it commits, the old side is closed at the instant that its locks fall.
 *
 * <p>Enforced here: I7, I8, I9, I10, I11.
 */
package dev.culvert.migration.cutover;
