package dev.culvert.cli.output;

/** How a command answers. */
public enum OutputFormat {
    /** For people. */
    TEXT,
    /** One object for programs. */
    JSON
}
