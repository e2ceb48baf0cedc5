/**
 * Sessions with a server: {@link dev.culvert.postgres.connection.Sessions} opens a
 * {@link dev.culvert.postgres.connection.Session} from {@link dev.culvert.postgres.connection.ConnectionSettings}, which come
 * from the definition. Every session has the settings of {@link dev.culvert.postgres.connection.PinnedSettings}, whatever a
 * role or database is set to.
 *
 * <p>Enforced here: I3 (a role's settings never reach a value), I12 (secrets are resolved at connect time and go into nothing
 * but the driver; {@link dev.culvert.postgres.connection.SqlErrors} lets no row data into an error).
 */
package dev.culvert.postgres.connection;
