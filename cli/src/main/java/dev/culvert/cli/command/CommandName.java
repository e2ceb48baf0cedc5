package dev.culvert.cli.command;

import picocli.CommandLine.Model.CommandSpec;

/** Names of commands as they are reported: without the program's own, such as {@code slot list}. */
public final class CommandName {
    private CommandName() {}

    public static String of(CommandSpec spec) {
        String qualified = spec.qualifiedName(" ");
        int space = qualified.indexOf(' ');
        return space < 0 ? qualified : qualified.substring(space + 1);
    }
}
