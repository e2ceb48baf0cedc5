package dev.culvert.cli.subscription;

import picocli.CommandLine.Command;

/** {@code culvert subscription resume} */
@Command(name = "resume", description = "Enable a subscription: it goes on where it was.")
public final class SubscriptionResume extends SubscriptionSwitch {
    SubscriptionResume() {
        super(true, "resumed", "Its tables take changes again.");
    }
}
