/**
 * As much of PostgreSQL's protocol (documentation, chapter 53) as PgBouncer's console and one question through a pooler need: the
 * login, and simple queries with results as text. A driver cannot be used: it sends settings that the console refuses.
 *
 * <p>Core type: {@link dev.culvert.migration.traffic.protocol.SimpleSession}. Passwords stay out of every text (I12).
 */
package dev.culvert.migration.traffic.protocol;
