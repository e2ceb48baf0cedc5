/**
 * The command line: {@link dev.culvert.benchmarks.command.Main}, one subcommand per benchmark.
 */
package dev.culvert.benchmarks.command;
