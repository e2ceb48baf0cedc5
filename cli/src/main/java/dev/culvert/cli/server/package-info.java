/** The address of a PostgreSQL server on the command line: {@link dev.culvert.cli.server.ServerOptions}. */
package dev.culvert.cli.server;
