/**
 * What ends a turn, whoever does it: the cutover itself, its watchdog, or the next command. Without a decision the old side is given
 * back ({@link dev.culvert.migration.settle.GivingBack}); with one the turn is completed
 * ({@link dev.culvert.migration.settle.Completing}). {@link dev.culvert.migration.settle.Settlement} finds out which.
 *
 * <p>Everything here may be repeated, and may be done by two processes at once.
 *
 * <p>Enforced here: I8, I9, I11.
 */
package dev.culvert.migration.settle;
