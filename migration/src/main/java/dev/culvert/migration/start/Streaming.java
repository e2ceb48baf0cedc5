package dev.culvert.migration.start;

import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkState;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.Origin;
import dev.culvert.migration.link.Token;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The subscriptions of the links, from the exact point of each on, and the wait until they have caught up. */
public final class Streaming {
    private static final Duration POLL = Duration.ofMillis(20);

    /** Polls between looks at what may be wrong. */
    private static final int LOOK = 50;

    /** A worker may fail once or twice by what passes, such as a deadlock. */
    private static final long ERRORS = 3;

    private final Session source;
    private final Session target;
    private final ProgressMeter progress;
    private final BooleanSupplier ends;

    public Streaming(Session source, Session target, ProgressMeter progress, BooleanSupplier ends) {
        this.source = source;
        this.target = target;
        this.progress = progress;
        this.ends = ends;
    }

    /**
     * Makes and enables the subscription of each link whose tables are all there. Its slot has everything from their snapshot on,
     * and only that.
     *
     * @return whether every statement was kept out of the target's log
     */
    public boolean begin(List<FoundLink> links, Collection<CopyRecord.Entry> entries) {
        boolean silent = true;
        for (FoundLink found : links) {
            Link link = found.link();
            requireSlot(link);
            LinkSubscriber subscriber = new LinkSubscriber(link, target);
            boolean binary = entries.stream()
                    .filter(entry -> entry.link().equals(link.name()) && entry.published())
                    .allMatch(CopyRecord.Entry::binary);
            silent &= subscriber.create(source.version(), binary, Origin.ANY);
            subscriber.requireTables(Epochs.kept(link.name(), entries));
            subscriber.enable();
        }
        return silent;
    }

    /**
     * Sends a token through each link, and returns when all are there: what was committed before is on the target.
     *
     * @return false if it was stopped or interrupted before
     * @throws CulvertException {@link ErrorCode#LINK_STUCK} if a subscription fails time and again, which it does not get over by
     *     itself; {@link ErrorCode#SLOT_LOST}
     */
    public boolean catchUp(List<FoundLink> links) {
        List<Token> tokens = new ArrayList<>();
        for (FoundLink found : links) {
            tokens.add(new Heartbeat(found.link(), source).write());
        }
        for (int i = 0; i < tokens.size(); i++) {
            if (!await(links.get(i).link(), tokens.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean await(Link link, Token token) {
        Heartbeat there = new Heartbeat(link, target);
        OptionalLong before = errors(link);
        for (int round = 1; !there.shows(token); round++) {
            if (ends.getAsBoolean() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            if (round % LOOK == 0) {
                requireSlot(link);
                requireNoErrors(link, before, errors(link));
                progress.waitFor(words(link));
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    private OptionalLong errors(Link link) {
        return new LinkSubscriber(link, target)
                .state()
                .map(LinkState::applyErrors)
                .orElse(OptionalLong.empty());
    }

    private void requireNoErrors(Link link, OptionalLong before, OptionalLong now) {
        if (before.isPresent() && now.isPresent() && now.getAsLong() - before.getAsLong() >= ERRORS) {
            throw new CulvertException(
                    ErrorCode.LINK_STUCK,
                    "subscription " + link.name() + " on " + target,
                    "Its worker failed " + (now.getAsLong() - before.getAsLong())
                            + " times while a token was waited for.",
                    Changed.PARTLY,
                    "The target's log has the error; when it is mended, give the command again.");
        }
    }

    private String words(Link link) {
        Optional<LinkState> state = new LinkSubscriber(link, target).state();
        String worker = state.flatMap(LinkState::worker).isPresent() ? "" : ", whose worker does not run";
        String errors = state.map(LinkState::applyErrors).stream()
                .filter(count -> count.isPresent() && count.getAsLong() > 0)
                .map(count -> ", with " + count.getAsLong() + " errors while applying: see the target's log")
                .findFirst()
                .orElse("");
        return "subscription " + link.name() + worker + errors;
    }

    private void requireSlot(Link link) {
        Optional<SlotInfo> slot = new LinkPublisher(link, source).slot();
        if (slot.isEmpty() || slot.get().isLost()) {
            throw new CulvertException(
                    ErrorCode.SLOT_LOST,
                    "slot " + link.name() + " on " + source,
                    slot.isEmpty() ? "It does not exist." : "The server has removed WAL that it needs.",
                    Changed.PARTLY,
                    "Its tables must be copied anew: culvert migrate cancel FILE (of a replication: culvert destroy FILE), empty them on"
                            + " the target, and begin again.");
        }
    }
}
