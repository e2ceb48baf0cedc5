/**
 * The copy of the tables, under the snapshot of a slot: {@link dev.culvert.migration.copy.CopyEngine} runs it,
 * {@link dev.culvert.migration.copy.CopyRecord} on the target knows what is done. Each part is one transaction on the target with
 * its own mark in it, so it is there whole and once, or not at all.
 *
 * <p>Enforced here: I3, I10, I11.
 */
package dev.culvert.migration.copy;
