/**
 * Which tables a pipeline captures and what of each: {@link dev.culvert.postgres.table.TableSelector} brings the definition's
 * rules and the catalog together into {@link dev.culvert.postgres.table.SelectedTable}s, and says before any publication exists
 * what would make PostgreSQL reject the application's updates.
 *
 * <p>Enforced here: I3 (a column that is left out is named), I10 (nothing is changed: what is tried is rolled back).
 */
package dev.culvert.postgres.table;
