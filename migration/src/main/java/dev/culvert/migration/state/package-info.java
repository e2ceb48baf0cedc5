/** Where a migration stands: {@link dev.culvert.migration.state.MigrationState}, derived from what the servers say. */
package dev.culvert.migration.state;
