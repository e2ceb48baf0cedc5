package dev.culvert.migration.link;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.schemas.definition.Secret;

/** The way from one server to the other, as a subscription would take it. */
public final class Route {
    private static final String NAME = "culvert_route_tried";

    private Route() {}

    /**
     * Whether it can be tried without a trace: where it fails, the server writes the statement into its log, and the password is
     * in it (I12). Only a superuser may forbid that.
     */
    public static boolean mayBeTried(Site publisher, Session subscriber) {
        return publisher.sessions().settings().password().isEmpty()
                || subscriber.rolledBack(() -> Silence.keep(subscriber));
    }

    /**
     * Has the subscriber's server log in to the publisher, by a subscription that is rolled back.
     *
     * @param subscriber a session with it, whose role may make subscriptions
     * @throws dev.culvert.schemas.error.CulvertException if it does not come about
     */
    public static void tryOut(Site publisher, Session subscriber) {
        Secret connection = ConnectionString.of(publisher, NAME, subscriber.version());
        subscriber.rolledBack(() -> {
            Silence.keep(subscriber);
            return subscriber.update(
                    "CREATE SUBSCRIPTION " + NAME + " CONNECTION "
                            + Literal.quote(connection.reveal())
                            + " PUBLICATION " + NAME
                            + " WITH (connect = true, create_slot = false, slot_name = NONE, enabled = false, copy_data = false)");
        });
    }
}
