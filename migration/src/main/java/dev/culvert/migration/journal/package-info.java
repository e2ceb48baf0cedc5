/**
 * What was done, by whom and when: {@link dev.culvert.migration.journal.Journal}, in the schema {@code culvert} of the target. It
 * explains; it never decides, and it never stands in the way of an abort.
 *
 * <p>Enforced here: I10.
 */
package dev.culvert.migration.journal;
