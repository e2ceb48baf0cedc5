package dev.culvert.migration.replication;

import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.Token;
import dev.culvert.migration.status.LinkStatus;
import dev.culvert.migration.status.LinkStatusReader;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.error.CulvertException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * How far a link is behind, by a token that is sent through it now. While it streams nobody else sends any, so an old one says
 * nothing.
 */
final class LinkLag {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(5);

    private final Session source;
    private final Session target;

    LinkLag(Session source, Session target) {
        this.source = source;
        this.target = target;
    }

    LinkStatus read(FoundLink found) {
        LinkStatus status = new LinkStatusReader(source, target).read(found);
        Optional<Double> seconds = status.worker().isPresent() ? seconds(found) : Optional.empty();
        return new LinkStatus(
                status.name(),
                status.from(),
                status.to(),
                status.enabled(),
                status.worker(),
                seconds,
                status.bytesBehind(),
                status.retainedBytes(),
                status.allowedBytes(),
                status.safeBytes(),
                status.walStatus(),
                status.tables(),
                status.notReady(),
                status.applyErrors());
    }

    /** Empty if the token does not arrive soon: then it is more than the patience, and nobody knows how much more. */
    private Optional<Double> seconds(FoundLink found) {
        Token token;
        try {
            token = new Heartbeat(found.link(), source).write();
        } catch (CulvertException e) {
            return Optional.empty(); // a source that takes no writes, or no heartbeat: unknown
        }
        long sent = System.nanoTime();
        Heartbeat there = new Heartbeat(found.link(), target);
        while (!there.shows(token)) {
            if (System.nanoTime() - sent > PATIENCE.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                return Optional.empty();
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return Optional.of((System.nanoTime() - sent) / 1e9);
    }
}
