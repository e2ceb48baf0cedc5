package dev.culvert.cli.slot;

import picocli.CommandLine.Command;

/** {@code culvert slot} */
@Command(
        name = "slot",
        description = "List, show and drop replication slots.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SlotList.class, SlotShow.class, SlotDrop.class})
public final class SlotCommands {}
