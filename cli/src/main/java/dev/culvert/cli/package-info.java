/**
 * The command line: {@link dev.culvert.cli.Main} parses, calls and renders. One class per command, in a package per group; what
 * a command does lies in other modules.
 *
 * <p>Enforced here: I12 by {@link dev.culvert.cli.logging}, which lets no row reach a log.
 */
package dev.culvert.cli;
