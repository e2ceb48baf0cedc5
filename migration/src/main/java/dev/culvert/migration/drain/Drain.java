package dev.culvert.migration.drain;

import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkState;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.LinkWorker;
import dev.culvert.migration.link.Token;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A token through every link: written when the old side is fenced, seen on the new side, with the slot's confirmed position at or past
 * where it was written, by a worker that was neither restarted nor met an error. For one thread at a time.
 */
public final class Drain {
    private static final Duration POLL = Duration.ofMillis(2);

    private final List<Link> links;
    private final Session oldSide;
    private final Session newSide;
    private final Map<Link, LinkState> before = new LinkedHashMap<>();
    private final Map<Link, Sent> sent = new LinkedHashMap<>();

    private record Sent(Token token, long at) {}

    public Drain(List<Link> links, Session oldSide, Session newSide) {
        this.links = List.copyOf(links);
        this.oldSide = oldSide;
        this.newSide = newSide;
    }

    /**
     * Looks at the links before anything is held.
     *
     * @throws CulvertException {@link ErrorCode#CUTOVER_NOT_DRAINED} if one is not running, or there is none
     */
    public void observe() {
        if (links.isEmpty()) {
            throw notDrained("links", "There is none, so nothing can be proven through them.");
        }
        for (Link link : links) {
            LinkState state = state(link);
            worker(link, state);
            if (!state.notReady().isEmpty()) {
                throw notDrained(
                        name(link),
                        state.notReady().size() + " tables are not ready in it, "
                                + state.notReady().get(0) + " is one.");
            }
            before.put(link, state);
        }
    }

    /** Writes a token into each link. */
    public void send() {
        links.forEach(link -> sent.put(link, new Sent(new Heartbeat(link, oldSide).write(), System.nanoTime())));
    }

    /**
     * Waits for the tokens of {@link #send}.
     *
     * @throws CulvertException {@link ErrorCode#CUTOVER_NOT_DRAINED}
     */
    public List<DrainedLink> await(Duration budget) {
        long deadline = System.nanoTime() + budget.toNanos();
        List<DrainedLink> drained = new ArrayList<>();
        for (Map.Entry<Link, Sent> entry : sent.entrySet()) {
            drained.add(await(entry.getKey(), entry.getValue(), deadline, budget));
        }
        return List.copyOf(drained);
    }

    private DrainedLink await(Link link, Sent token, long deadline, Duration budget) {
        Heartbeat heartbeat = new Heartbeat(link, newSide);
        LinkPublisher publisher = new LinkPublisher(link, oldSide);
        boolean visible = false;
        while (true) {
            visible = visible || heartbeat.shows(token.token);
            if (visible && publisher.flushed(token.token.before())) {
                Duration took = Duration.ofNanos(System.nanoTime() - token.at);
                return unchanged(link, token.token, took);
            }
            if (System.nanoTime() - deadline >= 0) {
                throw notDrained(
                        name(link),
                        "Its token " + (visible ? "is on the new side, and is not durable there" : "has not arrived")
                                + " after " + budget.toMillis() + " ms.");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    private DrainedLink unchanged(Link link, Token token, Duration took) {
        LinkState was = before.get(link);
        LinkState is = state(link);
        LinkWorker worker = worker(link, is);
        if (!worker.equals(worker(link, was))) {
            throw notDrained(name(link), "Its worker was restarted.");
        }
        OptionalLong errors = is.applyErrors();
        if (!errors.equals(was.applyErrors())) {
            throw notDrained(name(link), "Its worker has met an error.");
        }
        if (!is.notReady().isEmpty() || is.tables().size() != was.tables().size()) {
            throw notDrained(name(link), "Its tables have changed.");
        }
        return new DrainedLink(link, token, worker, errors, took);
    }

    private LinkState state(Link link) {
        LinkState state = new LinkSubscriber(link, newSide)
                .state()
                .orElseThrow(() -> notDrained(name(link), "It is not there any more."));
        if (!state.enabled()) {
            throw notDrained(name(link), "It is disabled.");
        }
        return state;
    }

    private static LinkWorker worker(Link link, LinkState state) {
        return state.worker().orElseThrow(() -> notDrained(name(link), "It has no worker at present."));
    }

    private static String name(Link link) {
        return "subscription " + link.name();
    }

    private static CulvertException notDrained(String object, String fact) {
        return new CulvertException(
                ErrorCode.CUTOVER_NOT_DRAINED,
                object,
                fact,
                Changed.NOTHING,
                "Nothing was decided; the old side takes writes. Wait until culvert migrate status FILE shows no lag, then try"
                        + " again.");
    }
}
