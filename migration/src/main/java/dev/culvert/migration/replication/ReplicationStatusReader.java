package dev.culvert.migration.replication;

import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.LinkState;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.status.LinkStatus;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads where a replication stands. Each call asks anew, with sessions of its own. */
public final class ReplicationStatusReader {
    private static final String LOST = "lost";

    private final Sites sites;
    private final String name;
    private final Clock clock;

    public ReplicationStatusReader(Sites sites, String name, Clock clock) {
        this.sites = sites;
        this.name = name;
        this.clock = clock;
    }

    /**
     * A server that cannot be reached makes the state unknown; it is no error of this method.
     *
     * @throws CulvertException {@code REPLICATION_STATE} if the name is a migration's
     */
    public ReplicationStatus read() {
        try (Session source = sites.source().open("status")) {
            return read(source);
        } catch (CulvertException e) {
            return unknown("source", e);
        }
    }

    private ReplicationStatus read(Session source) {
        try (Session target = sites.target().open("status")) {
            return read(source, target);
        } catch (CulvertException e) {
            return unknown("target", e);
        }
    }

    private ReplicationStatus unknown(String site, CulvertException e) {
        if (e.code() == ErrorCode.REPLICATION_STATE) {
            throw e;
        }
        return new ReplicationStatus(
                name,
                clock.instant(),
                ReplicationState.UNKNOWN,
                "The " + site + " does not tell: " + e.fact(),
                Optional.empty(),
                Optional.of("a server that can be reached"),
                List.of(),
                List.of());
    }

    private ReplicationStatus read(Session source, Session target) {
        Standing standing = Standing.read(sites, name, source, target);
        Optional<String> busy = Lease.holder(target, name);
        LinkLag lag = new LinkLag(source, target);
        List<LinkStatus> links = standing.links().stream().map(lag::read).toList();
        Set<TableId> streaming = new HashSet<>();
        for (FoundLink found : standing.links()) {
            new LinkSubscriber(found.link(), target)
                    .state()
                    .filter(LinkState::enabled)
                    .ifPresent(state -> streaming.addAll(state.tables()));
        }
        Verdict verdict = Verdict.of(standing, links, busy.isPresent());
        return new ReplicationStatus(
                name,
                clock.instant(),
                verdict.state(),
                verdict.why(),
                busy,
                waitingFor(verdict.state(), links),
                standing.entries().values().stream()
                        .map(entry -> table(entry, streaming.contains(entry.table())))
                        .toList(),
                links);
    }

    private static ReplicationStatus.Table table(CopyRecord.Entry entry, boolean streams) {
        return new ReplicationStatus.Table(
                entry.table().toString(),
                entry.link(),
                entry.parts(),
                entry.partsDone(),
                entry.rows(),
                entry.bytes(),
                streams);
    }

    private static Optional<String> waitingFor(ReplicationState state, List<LinkStatus> links) {
        return switch (state) {
            case PAUSED -> Optional.of("culvert resume");
            case INTERRUPTED -> Optional.of("culvert apply");
            case STREAMING ->
                links.stream()
                        .filter(link -> link.worker().isEmpty())
                        .map(link -> "the worker of " + link.name() + ", which does not run; the target's log says why")
                        .findFirst();
            default -> Optional.empty();
        };
    }

    /** What all of it comes to. */
    private record Verdict(ReplicationState state, String why) {

        static Verdict of(Standing standing, List<LinkStatus> links, boolean busy) {
            if (standing.record().isEmpty()) {
                return standing.links().isEmpty()
                        ? new Verdict(ReplicationState.NEW, "Neither server has anything of it.")
                        : new Verdict(
                                ReplicationState.BROKEN,
                                "The target has no record of it, and there are links: culvert destroy takes them away.");
            }
            Optional<String> broken = standing.links().stream()
                    .flatMap(found -> broken(found, links).stream())
                    .findFirst();
            if (broken.isPresent()) {
                return new Verdict(
                        ReplicationState.BROKEN,
                        broken.get() + " Its tables must be copied anew: culvert destroy, empty them, culvert apply.");
            }
            if (standing.paused()) {
                return new Verdict(ReplicationState.PAUSED, "culvert pause was given.");
            }
            boolean copied = !standing.entries().isEmpty()
                    && standing.entries().values().stream().allMatch(CopyRecord.Entry::isCopied);
            if (!copied || standing.links().stream().anyMatch(found -> !found.subscription())) {
                return busy
                        ? new Verdict(ReplicationState.COPYING, "A command works on it.")
                        : new Verdict(
                                ReplicationState.INTERRUPTED, "Not every table is there, and no command works on it.");
            }
            return links.stream().anyMatch(link -> link.enabled().equals(Optional.of(false)))
                    ? new Verdict(ReplicationState.PAUSED, "A subscription is disabled, and not by culvert pause.")
                    : new Verdict(
                            ReplicationState.STREAMING, "Every table is copied, and its subscription is enabled.");
        }

        private static Optional<String> broken(FoundLink found, List<LinkStatus> links) {
            String name = found.link().name();
            if (!found.subscription()) {
                return Optional.empty(); // of a copy that did not come to its end: another link takes its tables over
            }
            if (!found.slot()) {
                return Optional.of("Slot " + name + " is not on the source any more.");
            }
            if (!found.publication()) {
                return Optional.of("Publication " + name + " is not on the source any more.");
            }
            return links.stream()
                    .filter(link -> link.name().equals(name) && link.walStatus().equals(Optional.of(LOST)))
                    .map(link -> "Slot " + name + " has lost WAL (wal_status=lost).")
                    .findFirst();
        }
    }
}
