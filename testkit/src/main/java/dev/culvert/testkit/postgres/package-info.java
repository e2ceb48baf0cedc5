/**
 * PostgreSQL of any major from 13 to 18, as a real process on a free port.
 *
 * <p>Core types: {@link dev.culvert.testkit.postgres.PostgresServer}, a server that can be stopped, killed and started
 * again on its data; {@link dev.culvert.testkit.postgres.PostgresDatabase}, a fresh database on one, which removes
 * itself together with its replication slots.
 */
package dev.culvert.testkit.postgres;
