/**
 * The upgrade: a database moves from one server to another of a newer major version while it is in use, and selected tables are
 * kept up to date in another database.
 *
 * <p>One package per noun or verb: {@code site} (the two servers), {@code link} (one direction of native replication),
 * {@code preflight}, {@code schema}, {@code copy}, {@code start}, {@code verify}, {@code comparison}, {@code traffic},
 * {@code cutover}, {@code state}, {@code journal}.
 */
package dev.culvert.migration;
