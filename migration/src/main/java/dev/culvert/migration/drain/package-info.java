/**
 * The proof that everything has arrived: {@link dev.culvert.migration.drain.Drain}.
 *
 * <p>Enforced here: I7.
 */
package dev.culvert.migration.drain;
