/**
 * PostgreSQL primitives, and the only module with SQL of PostgreSQL's catalog: connections, server, catalog, table selection,
 * publications, slots, subscriptions, privileges, checks.
 */
package dev.culvert.postgres;
