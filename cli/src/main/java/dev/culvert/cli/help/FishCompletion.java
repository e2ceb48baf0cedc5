package dev.culvert.cli.help;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A script for fish, which picocli does not write. */
final class FishCompletion {
    private final List<String> lines = new ArrayList<>();
    private final String program;

    private FishCompletion(String program) {
        this.program = program;
    }

    static String script(CommandLine root) {
        FishCompletion completion = new FishCompletion(root.getCommandName());
        completion.lines.add("# fish completion of " + root.getCommandName());
        completion.commands(root, "__fish_use_subcommand", "");
        return String.join("\n", completion.lines) + "\n";
    }

    private void commands(CommandLine parent, String here, String above) {
        parent.getSubcommands().forEach((name, command) -> {
            lines.add("complete -c %s -f -n %s -a %s -d %s"
                    .formatted(program, quote(here), name, quote(description(command))));
            String inside = above + "__fish_seen_subcommand_from " + name;
            options(command, inside);
            commands(command, inside, inside + "; and ");
        });
    }

    private void options(CommandLine command, String here) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            StringBuilder line = new StringBuilder("complete -c " + program + " -n " + quote(here));
            for (String name : option.names()) {
                line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            if (option.arity().max() > 0) {
                line.append(" -r");
            }
            lines.add(line + " -d " + quote(String.join(" ", option.description())));
        }
    }

    private static String description(CommandLine command) {
        return String.join(" ", command.getCommandSpec().usageMessage().description());
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
