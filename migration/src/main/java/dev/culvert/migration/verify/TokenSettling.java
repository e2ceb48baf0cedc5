package dev.culvert.migration.verify;

import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.Links;
import dev.culvert.migration.link.Token;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Waits by a token through each link that runs from one side to the other (I7). Safe for several threads. */
public final class TokenSettling implements Settling {
    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final Sites sites;
    private final String migration;
    private final Site publisher;
    private final Duration patience;

    /** @param patience for each time that it is waited */
    public TokenSettling(Sites sites, String migration, Site publisher, Duration patience) {
        this.sites = sites;
        this.migration = migration;
        this.publisher = publisher;
        this.patience = patience;
    }

    @Override
    public void await() {
        try (Session source = sites.source().open("settle");
                Session target = sites.target().open("settle")) {
            boolean forward = publisher.role() == Site.Role.SOURCE;
            Session written = forward ? source : target;
            Session read = forward ? target : source;
            Map<Link, Token> tokens = new LinkedHashMap<>();
            for (FoundLink found : links(source, target, forward)) {
                tokens.put(found.link(), new Heartbeat(found.link(), written).write());
            }
            if (tokens.isEmpty()) {
                throw stuck("migration " + migration, "No link runs from the " + publisher.role() + ".");
            }
            long end = System.nanoTime() + patience.toNanos();
            tokens.forEach((link, token) -> await(link, new Heartbeat(link, read), token, end));
        }
    }

    private List<FoundLink> links(Session source, Session target, boolean forward) {
        Links links = new Links(sites, migration, source, target);
        List<FoundLink> all = new ArrayList<>(forward ? links.forward() : links.reverse());
        if (forward) {
            all.addAll(links.returning());
        }
        return all.stream().filter(FoundLink::isWhole).toList();
    }

    private void await(Link link, Heartbeat there, Token token, long end) {
        while (!there.shows(token)) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw stuck("link " + link.name(), "A token did not arrive within " + patience.toSeconds() + " s.");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static CulvertException stuck(String object, String fact) {
        return new CulvertException(
                ErrorCode.LINK_STUCK,
                object,
                fact,
                Changed.NOTHING,
                "culvert migrate status FILE tells how the link stands; the subscriber's log says why.");
    }
}
