package dev.culvert.cli.subscription;

import picocli.CommandLine.Command;

/** {@code culvert subscription pause} */
@Command(name = "pause", description = "Disable a subscription; meanwhile its slot keeps WAL on the publisher.")
public final class SubscriptionPause extends SubscriptionSwitch {
    SubscriptionPause() {
        super(false, "paused", "Meanwhile the publisher keeps WAL for it, and its disk may fill.");
    }
}
