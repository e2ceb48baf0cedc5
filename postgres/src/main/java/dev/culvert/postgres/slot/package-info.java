/**
 * Replication slots: {@link dev.culvert.postgres.slot.Slots} creates, inspects and drops them,
 * {@link dev.culvert.postgres.slot.SlotInfo} is what the server tells of one, with what it does not tell left empty, and
 * {@link dev.culvert.postgres.slot.ExportedSnapshot} is a slot that was just made, with the snapshot of its first instant.
 *
 * <p>Enforced here: I7 and I11, by null being unknown, never zero. I6 is decided by callers, on
 * {@link dev.culvert.postgres.slot.SlotInfo#confirmedFlushLsn}.
 */
package dev.culvert.postgres.slot;
