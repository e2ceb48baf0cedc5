/** A database, a definition and what a pipeline leaves on servers, for tests of the command line against real servers. */
package dev.culvert.cli.harness;
