/**
 * The servers behind {@code embedded:} in a definition, for a first try: {@link dev.culvert.cli.embedded.EmbeddedServers} starts
 * them, {@link dev.culvert.cli.embedded.Shop} lives in the database, {@link dev.culvert.cli.embedded.ChangeTail} shows what
 * arrives in the topics. They end with the process, even a killed one.
 */
package dev.culvert.cli.embedded;
