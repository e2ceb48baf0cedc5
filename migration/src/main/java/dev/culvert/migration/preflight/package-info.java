/**
 * What is looked at before anything is made: {@link dev.culvert.migration.preflight.Preflight} has every check, one class each,
 * shared by {@code doctor}, {@code plan}, {@code start} and the cutover's gates. A check reads only; what it tries, it rolls back.
 *
 * <p>Enforced here: I11, a check that could not look says so, and I12.
 */
package dev.culvert.migration.preflight;
