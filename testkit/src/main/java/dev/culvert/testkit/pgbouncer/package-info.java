/**
 * PgBouncer in front of a test server. Unlike the other servers it must be installed: there is no archive of it in the
 * repository of Java's libraries.
 *
 * <p>Core type: {@link dev.culvert.testkit.pgbouncer.PgBouncer}.
 */
package dev.culvert.testkit.pgbouncer;
