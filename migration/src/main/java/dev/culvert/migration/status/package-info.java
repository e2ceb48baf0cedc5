/**
 * What a person is told of a migration: {@link dev.culvert.migration.status.MigrationStatus}, read from both servers at each call.
 *
 * <p>Enforced here: I11, what cannot be seen is unknown.
 */
package dev.culvert.migration.status;
