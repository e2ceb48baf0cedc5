package dev.culvert.migration.wayback;

import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.Origin;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.List;

/**
 * The link from the new side to the old one. Its slot is there before the new side opens, so whatever is written there is in it; it is
 * enabled only when the old side is closed for good. For one thread at a time.
 */
public final class WayBack {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Link link;
    private final Session newSide;
    private final Session oldSide;

    public WayBack(Link link, Session newSide, Session oldSide) {
        this.link = link;
        this.newSide = newSide;
        this.oldSide = oldSide;
    }

    /**
     * Publication, slot and a disabled subscription. The slot waits for every transaction that is open on the new side's server.
     *
     * @param tables those that are replicated, leaves of partitioned ones
     * @throws dev.culvert.schemas.error.CulvertException as the server's, also if the old side cannot connect to the new one
     */
    public void arm(List<TableId> tables) {
        LinkPublisher publisher = new LinkPublisher(link, newSide);
        LinkSubscriber subscriber = new LinkSubscriber(link, oldSide);
        publisher.publishTables(tables);
        publisher.createSlot(PATIENCE);
        subscriber.create(newSide.version(), false, Origin.NONE);
        subscriber.requireTables(tables);
        skipWhatIsThere();
    }

    /**
     * Moves the link past everything that the new side has got from the old one. On servers below 16, which cannot tell where a change
     * began, this alone keeps it from coming back: on the slot, so that its server need not keep the WAL, and on the subscription,
     * since the slot's own position does not survive a crash of its server.
     */
    public void skipWhatIsThere() {
        Lsn there = ServerIdentity.flushedNow(newSide);
        new LinkPublisher(link, newSide).advance(there);
        try {
            new LinkSubscriber(link, oldSide).startAfter(there);
        } catch (CulvertException e) {
            boolean originsAreKnown =
                    oldSide.version().isAtLeast(16) && newSide.version().isAtLeast(16);
            if (!originsAreKnown || !SqlStates.of(e).equals(SqlStates.INSUFFICIENT_PRIVILEGE)) {
                throw e;
            }
        }
    }
}
