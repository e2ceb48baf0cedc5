/**
 * PgBouncer as a part of the traffic: paused on every node or on none, its file rewritten by rename only, and moved by RELOAD, a
 * look at SHOW DATABASES and RESUME in one session (PgBouncer calls the RELOAD of a file that does not parse a success).
 *
 * <p>Core types: {@link dev.culvert.migration.traffic.pgbouncer.PgBouncerTraffic}, {@code Node} (one process) and
 * {@code DatabasesFile} (a file's text, and what is changed in it). What undoes a change of a file is a comment in that file, so
 * that another process can give the old side back (I9).
 */
package dev.culvert.migration.traffic.pgbouncer;
