package dev.culvert.cli.subscription;

import picocli.CommandLine.Command;

/** {@code culvert subscription} */
@Command(
        name = "subscription",
        description = "List, show, make, pause, resume and drop subscriptions.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SubscriptionList.class,
            SubscriptionShow.class,
            SubscriptionCreate.class,
            SubscriptionPause.class,
            SubscriptionResume.class,
            SubscriptionDrop.class
        })
public final class SubscriptionCommands {}
