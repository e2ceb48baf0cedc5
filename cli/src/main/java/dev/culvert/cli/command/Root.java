package dev.culvert.cli.command;

/** The command above all others. */
public interface Root {
    GlobalOptions options();
}
