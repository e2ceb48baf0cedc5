package dev.culvert.cli.sink;

import picocli.CommandLine.Command;

/** {@code culvert sink} */
@Command(
        name = "sink",
        description = "Bring a pipeline's topics into analytics stores.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SinkRun.class, SinkStatusCommand.class, SinkJar.class})
public final class SinkCommands {}
