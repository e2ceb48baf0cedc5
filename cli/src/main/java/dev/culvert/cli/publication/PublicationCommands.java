package dev.culvert.cli.publication;

import picocli.CommandLine.Command;

/** {@code culvert publication} */
@Command(
        name = "publication",
        description = "List, show and drop publications.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PublicationList.class, PublicationShow.class, PublicationDrop.class})
public final class PublicationCommands {}
