/** One Culvert at a time works on a migration: {@link dev.culvert.migration.lease.Lease}. */
package dev.culvert.migration.lease;
