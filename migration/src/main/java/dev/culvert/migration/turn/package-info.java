/**
 * Which side is open. Each cutover or rollback is a turn with a number; it is decided by a record on the side that closes, written
 * in the transaction that closes it ({@link dev.culvert.migration.turn.Decisions}). Odd turns go to the target, even ones back.
 *
 * <p>Enforced here: I9.
 */
package dev.culvert.migration.turn;
