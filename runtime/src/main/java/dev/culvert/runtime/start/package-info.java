/**
 * The start-up protocol: who owns the slot, what the offset record says, and whether it still means what it meant.
 *
 * <p>Enforced here: I6 and every other comparison of a stored position with the servers that it is about to meet
 * ({@link dev.culvert.runtime.start.ContextComparison}, {@link dev.culvert.runtime.start.PositionComparison}).
 */
package dev.culvert.runtime.start;
