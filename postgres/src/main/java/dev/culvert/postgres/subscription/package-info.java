/**
 * Subscriptions of PostgreSQL's own logical replication: {@link dev.culvert.postgres.subscription.Subscriptions} lists them and
 * tells how they stand. The connection string is never read: a password may be in it (I12). What is not readable or not there is
 * unknown, never zero (I7).
 */
package dev.culvert.postgres.subscription;
