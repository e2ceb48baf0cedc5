/**
 * A side that takes no application writes: {@link dev.culvert.migration.closing.Closing} puts a statement trigger on each of its
 * tables, which refuses with SQLSTATE 25006. It is enabled ALWAYS: {@code session_replication_role = replica} alone does not pass
 * it. Apply does, whose rows fire no statement triggers, and the copy, whose sessions say what they are.
 *
 * <p>Enforced here: I8.
 */
package dev.culvert.migration.closing;
