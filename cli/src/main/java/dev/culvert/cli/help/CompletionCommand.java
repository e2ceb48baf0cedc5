package dev.culvert.cli.help;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.culvert.cli.command.Subcommand;
import dev.culvert.cli.command.Terminal;
import dev.culvert.cli.output.Outcome;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code culvert completion bash|zsh|fish} */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in a shell.",
        footer = {
            "",
            "  bash, zsh:  source <(culvert completion bash)",
            "  fish:       culvert completion fish | source"
        })
public final class CompletionCommand extends Subcommand {
    /** Shells that are known. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
    private Shell shell;

    @Override
    protected Outcome execute(Terminal terminal) {
        CommandLine root = spec.root().commandLine();
        // the script for bash turns on bash's completion in zsh by itself
        String script =
                shell == Shell.FISH ? FishCompletion.script(root) : AutoComplete.bash(root.getCommandName(), root);
        return Outcome.of(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("shell", shell.name().toLowerCase(Locale.ROOT))
                        .put("script", script),
                script.lines().toList());
    }
}
