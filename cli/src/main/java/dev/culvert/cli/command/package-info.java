/**
 * What all commands share: {@link dev.culvert.cli.command.Subcommand}, the options that each accepts
 * ({@link dev.culvert.cli.command.GlobalOptions}), and the rule that nothing is changed without consent
 * ({@link dev.culvert.cli.command.Consent}).
 */
package dev.culvert.cli.command;
