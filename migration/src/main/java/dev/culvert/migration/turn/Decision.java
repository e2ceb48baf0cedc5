package dev.culvert.migration.turn;

import dev.culvert.schemas.change.Lsn;

/**
 * A decision: the old side of the turn closed in the transaction that wrote it.
 *
 * @param turn its number; odd ones go to the target
 * @param epoch of the attempt
 * @param token the last token that was seen on the new side before it
 * @param drained where the old side's WAL was drained up to (F)
 * @param decidedAt start of the transaction, as the old side prints it
 */
public record Decision(int turn, long epoch, String token, Lsn drained, String decidedAt) {}
