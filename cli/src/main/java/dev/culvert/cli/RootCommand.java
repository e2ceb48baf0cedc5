package dev.culvert.cli;

import dev.culvert.cli.command.GlobalOptions;
import dev.culvert.cli.command.Root;
import dev.culvert.cli.definition.InitCommand;
import dev.culvert.cli.definition.ValidateCommand;
import dev.culvert.cli.demo.DemoCommand;
import dev.culvert.cli.help.CompletionCommand;
import dev.culvert.cli.help.ExplainCommand;
import dev.culvert.cli.help.VersionCommand;
import dev.culvert.cli.help.Versions;
import dev.culvert.cli.migration.MigrateCommands;
import dev.culvert.cli.migration.PauseCommand;
import dev.culvert.cli.migration.ResumeCommand;
import dev.culvert.cli.pipeline.AdoptCommand;
import dev.culvert.cli.pipeline.ApplyCommand;
import dev.culvert.cli.pipeline.DestroyCommand;
import dev.culvert.cli.pipeline.DoctorCommand;
import dev.culvert.cli.pipeline.PlanCommand;
import dev.culvert.cli.pipeline.RunCommand;
import dev.culvert.cli.pipeline.StatusCommand;
import dev.culvert.cli.publication.PublicationCommands;
import dev.culvert.cli.sink.SinkCommands;
import dev.culvert.cli.sink.WaitCommand;
import dev.culvert.cli.slot.SlotCommands;
import dev.culvert.cli.subscription.SubscriptionCommands;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** {@code culvert} */
@Command(
        name = "culvert",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        description =
                "Selected PostgreSQL tables into Kafka topics, exactly once, and databases to newer servers, from one YAML file.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InitCommand.class,
            ValidateCommand.class,
            DoctorCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            RunCommand.class,
            AdoptCommand.class,
            StatusCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            DestroyCommand.class,
            SinkCommands.class,
            WaitCommand.class,
            MigrateCommands.class,
            PublicationCommands.class,
            SlotCommands.class,
            SubscriptionCommands.class,
            DemoCommand.class,
            ExplainCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class RootCommand implements Root {
    @Mixin
    private GlobalOptions options = new GlobalOptions();

    @Override
    public GlobalOptions options() {
        return options;
    }

    @Override
    public CommandLine another() {
        return Main.commandLine();
    }

    /** For {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"culvert " + Versions.culvert()};
        }
    }
}
