package dev.culvert.cli.subscription;

import dev.culvert.postgres.subscription.SubscriptionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Subscriptions in words; what is not known is {@code -}, never 0. */
final class SubscriptionWords {
    private static final Map<String, String> STATES =
            Map.of("i", "to be copied", "d", "being copied", "f", "copied", "s", "catching up", "r", "ready");

    private SubscriptionWords() {}

    static List<String> lines(SubscriptionInfo subscription) {
        List<String> lines = new ArrayList<>();
        lines.add("subscription  " + subscription.name());
        lines.add("owner         " + subscription.owner());
        lines.add("enabled       " + text(subscription.enabled()));
        lines.add("slot          " + text(subscription.slot()));
        lines.add("publications  "
                + subscription
                        .publications()
                        .map(names -> String.join(", ", names))
                        .orElse("-"));
        lines.add("worker        "
                + (subscription.workerPid().isPresent()
                        ? "process " + subscription.workerPid().getAsInt()
                        : "-"));
        lines.add("received      " + text(subscription.receivedLsn()));
        lines.add("reported      " + text(subscription.latestEndLsn()));
        lines.add("errors        applying " + text(subscription.applyErrors()) + ", copying "
                + text(subscription.syncErrors()));
        new TreeMap<>(subscription.settings()).forEach((name, value) -> lines.add("  " + name + " = " + value));
        new TreeMap<>(subscription.tables())
                .forEach((state, tables) ->
                        lines.add("  " + STATES.getOrDefault(state, state) + ": " + String.join(", ", tables)));
        return lines;
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse("-");
    }
}
