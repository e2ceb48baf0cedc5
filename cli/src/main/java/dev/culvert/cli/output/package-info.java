/**
 * What a command says: an {@link dev.culvert.cli.output.Outcome}, rendered by a {@link dev.culvert.cli.output.Report} as text or
 * as one JSON object. Data goes to stdout, everything else to stderr.
 */
package dev.culvert.cli.output;
