package dev.culvert.cli.subscription;

import picocli.CommandLine.Command;

/** {@code culvert subscription} */
@Command(
        name = "subscription",
        description = "List, show and drop subscriptions.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SubscriptionList.class, SubscriptionShow.class, SubscriptionDrop.class})
public final class SubscriptionCommands {}
