package dev.culvert.migration.verify;

import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.Token;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** By a token through every link (I7): one that does not come within the patience is an error, never a guess. */
public final class LinkSettling implements Settling {
    private static final Duration POLL = Duration.ofMillis(5);

    private final List<Link> links;
    private final Duration patience;

    /**
     * @param links that feed the subscriber, at least one
     * @param patience for each wait, and all links together
     */
    public LinkSettling(List<Link> links, Duration patience) {
        if (links.isEmpty()) {
            throw new IllegalArgumentException("without a link nothing can be waited for");
        }
        this.links = List.copyOf(links);
        this.patience = patience;
    }

    /** With sessions of its own: several tables wait at the same time. */
    @Override
    public void await() {
        long end = System.nanoTime() + patience.toNanos();
        for (Link link : links) {
            try (Session publisher = link.publisher().open("verify");
                    Session subscriber = link.subscriber().open("verify")) {
                Token token = new Heartbeat(link, publisher).write();
                Heartbeat there = new Heartbeat(link, subscriber);
                while (!there.shows(token)) {
                    if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                        throw late(link);
                    }
                    LockSupport.parkNanos(POLL.toNanos());
                }
            }
        }
    }

    private CulvertException late(Link link) {
        return new CulvertException(
                ErrorCode.VERIFY_UNABLE,
                "subscription " + link.name(),
                "What was written to the publisher was not on the subscriber after " + patience.toSeconds() + " s.",
                Changed.NOTHING,
                "culvert migrate status tells whether the stream runs and how far it is behind.");
    }
}
