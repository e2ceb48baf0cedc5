package dev.culvert.migration.link;

import dev.culvert.migration.site.Site;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.postgres.sql.Identifier;
import dev.culvert.postgres.sql.Literal;
import dev.culvert.postgres.subscription.Subscriptions;
import dev.culvert.schemas.definition.Secret;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A subscription that PostgreSQL looks after by itself: it copies its tables, and is nobody's afterwards.
 *
 * @param name its name, and its slot's
 * @param publications on the publisher
 * @param copy whether the rows that are there are copied; else only later changes come
 * @param enabled whether it begins at once
 */
public record NativeSubscription(String name, List<String> publications, boolean copy, boolean enabled) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public NativeSubscription {
        publications = List.copyOf(publications);
    }

    /** The statement, with a word instead of the connection. */
    public String statement() {
        return sql("<publisher>");
    }

    private String sql(String connection) {
        return "CREATE SUBSCRIPTION " + Identifier.quote(name) + " CONNECTION " + connection + " PUBLICATION "
                + publications.stream().map(Identifier::quote).collect(Collectors.joining(", "))
                + " WITH (connect = true, create_slot = false, slot_name = " + Literal.quote(name) + ", copy_data = "
                + copy
                + ", enabled = " + enabled + ")";
    }

    /**
     * Makes the slot, then the subscription; where the latter fails, the slot goes again.
     *
     * @param subscriber an ordinary session, outside a transaction
     * @return whether the statement, with the password in it, was kept out of the subscriber's log: only a superuser may do that
     * @throws CulvertException {@link ErrorCode#NOT_FOUND} for a publication that is not there, of which PostgreSQL only warns;
     *     {@link ErrorCode#SLOT_EXISTS}
     */
    public boolean create(Site publisher, Session subscriber) {
        try (Session session = publisher.open("subscription create")) {
            requirePublications(publisher, session);
            try (Session replication = publisher
                    .sessions()
                    .openReplication(
                            SessionOptions.replication("subscription create").withLockTimeout(PATIENCE))) {
                // the server's own way makes it in the statement, which then is in no transaction that could be silent
                Slots.create(replication, SlotRequest.permanent(name));
            }
            boolean made = false;
            try {
                boolean silent = subscribe(publisher, subscriber);
                made = true;
                return silent;
            } finally {
                // an answer that was lost may hide that it was made
                if (!made
                        && subscriber.isOpen()
                        && new Subscriptions(subscriber).find(name).isEmpty()) {
                    new Slots(session).drop(name, PATIENCE);
                }
            }
        }
    }

    private boolean subscribe(Site publisher, Session subscriber) {
        Secret connection = ConnectionString.of(publisher, name, subscriber.version());
        return subscriber.transaction(() -> {
            boolean silent = Silence.keep(subscriber);
            subscriber.update(sql(Literal.quote(connection.reveal())));
            return silent;
        });
    }

    private void requirePublications(Site publisher, Session session) {
        Publications there = new Publications(session);
        publications.stream().filter(each -> !there.exists(each)).findFirst().ifPresent(missing -> {
            throw new CulvertException(
                    ErrorCode.NOT_FOUND,
                    "publication \"" + missing + "\" on " + publisher,
                    "There is none of this name.",
                    Changed.NOTHING,
                    "CREATE PUBLICATION " + Identifier.quote(missing) + " FOR TABLE ...;");
        });
    }
}
