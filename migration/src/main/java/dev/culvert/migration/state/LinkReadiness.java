package dev.culvert.migration.state;

import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkState;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.schemas.change.Lsn;
import java.util.List;
import java.util.Optional;

/** Whether links run and are close behind. What cannot be seen is not ready (I7). */
final class LinkReadiness {
    /** Bytes of WAL; a cutover waits for its token anyway, this only says whether it is worth trying. */
    private static final long CLOSE = 16L << 20;

    private LinkReadiness() {}

    static boolean of(List<Link> links, Session publisher, Session subscriber) {
        return !links.isEmpty() && links.stream().allMatch(link -> ready(link, publisher, subscriber));
    }

    private static boolean ready(Link link, Session publisher, Session subscriber) {
        Optional<LinkState> state = new LinkSubscriber(link, subscriber).state();
        boolean running = state.map(known -> known.enabled()
                        && known.worker().isPresent()
                        && known.notReady().isEmpty())
                .orElse(false);
        Optional<Lsn> confirmed = new LinkPublisher(link, publisher).slot().flatMap(SlotInfo::confirmedFlushLsn);
        return running
                && confirmed
                        .map(lsn -> ServerIdentity.flushedNow(publisher).bytesSince(lsn) <= CLOSE)
                        .orElse(false);
    }
}
