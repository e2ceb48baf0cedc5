package dev.culvert.cli.output;

/**
 * What may be done after a command.
 *
 * @param command a line to copy
 * @param reason why, in a few words
 */
public record NextStep(String command, String reason) {}
