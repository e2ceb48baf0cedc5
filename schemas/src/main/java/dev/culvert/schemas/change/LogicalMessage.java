package dev.culvert.schemas.change;

/**
 * A message of {@code pg_logical_emit_message}.
 *
 * @param prefix its prefix
 * @param transactional whether it belongs to the transaction around it; a non-transactional one is no boundary, and is
 *     delivered even if its transaction rolled back
 * @param content its bytes
 * @param lsn its position
 */
public record LogicalMessage(String prefix, boolean transactional, byte[] content, Lsn lsn) {}
