/**
 * Logs: to stderr, quiet when all is well, and never with a row. {@link dev.culvert.cli.logging.Logs} sets the levels,
 * {@link dev.culvert.cli.logging.RowFreeLayout} decides what of an event is written.
 *
 * <p>Enforced here: I12. Libraries put values into messages and exceptions; of those only the constant parts are written.
 */
package dev.culvert.cli.logging;
