package dev.culvert.cli.command;

import picocli.CommandLine;

/** The command above all others. */
public interface Root {
    GlobalOptions options();

    /** All commands anew, with options of their own: for a command that gives others. */
    CommandLine another();
}
