package dev.culvert.migration.link;

import dev.culvert.postgres.connection.ServerVersion;
import dev.culvert.postgres.sql.Literal;
import java.util.ArrayList;
import java.util.List;

/** Options of {@code CREATE SUBSCRIPTION}, by the lesser of what both sides can do. */
final class SubscriptionOptions {
    private final ServerVersion publisher;
    private final ServerVersion subscriber;

    SubscriptionOptions(ServerVersion publisher, ServerVersion subscriber) {
        this.publisher = publisher;
        this.subscriber = subscriber;
    }

    private boolean both(int major) {
        return publisher.isAtLeast(major) && subscriber.isAtLeast(major);
    }

    /**
     * The list in parentheses. It connects: only then are the publication's tables written into {@code pg_subscription_rel}, and a
     * table that is not there gets no changes.
     *
     * @param binary whether every column's type has the same binary form on both sides
     * @param origin which changes are wanted
     */
    String sql(String slot, boolean binary, Origin origin) {
        List<String> options = new ArrayList<>(List.of(
                "connect = true",
                "create_slot = false",
                "copy_data = false",
                "enabled = false",
                "slot_name = " + Literal.quote(slot),
                // otherwise the confirmed position waits for the WAL writer, and a cutover for it
                "synchronous_commit = 'on'"));
        if (both(14)) {
            options.add("streaming = " + (both(16) ? "parallel" : "on"));
            options.add("binary = " + binary);
        } else if (subscriber.isAtLeast(14)) {
            // the default of 18 is one that an older publisher refuses or ignores
            options.add("streaming = off");
            options.add("binary = false");
        }
        if (subscriber.isAtLeast(16)) {
            options.add("origin = " + (both(16) ? origin : Origin.ANY).name().toLowerCase(java.util.Locale.ROOT));
        }
        if (both(15)) {
            // a prepared transaction would wait on the subscriber for its COMMIT PREPARED, across a cutover too
            options.add("two_phase = false");
        }
        return "(" + String.join(", ", options) + ")";
    }
}
