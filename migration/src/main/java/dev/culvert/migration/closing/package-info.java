/**
 * A side that takes no application writes: {@link dev.culvert.migration.closing.Closing} puts a statement trigger on each of its
 * tables, which refuses with SQLSTATE 25006. Copy and apply pass it, since they run with
 * {@code session_replication_role = replica}.
 *
 * <p>Enforced here: I8.
 */
package dev.culvert.migration.closing;
