package dev.culvert.migration.status;

import dev.culvert.migration.link.Beat;
import dev.culvert.migration.link.FoundLink;
import dev.culvert.migration.link.Heartbeat;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.link.LinkPublisher;
import dev.culvert.migration.link.LinkState;
import dev.culvert.migration.link.LinkSubscriber;
import dev.culvert.migration.link.LinkWorker;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.server.ServerIdentity;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks both ends of a link how it stands. */
public final class LinkStatusReader {
    private final Session publisher;
    private final Session subscriber;

    public LinkStatusReader(Session publisher, Session subscriber) {
        this.publisher = publisher;
        this.subscriber = subscriber;
    }

    /** Changes nothing. */
    public LinkStatus read(FoundLink found) {
        Link link = found.link();
        Optional<LinkState> state = new LinkSubscriber(link, subscriber).state();
        Optional<SlotInfo> slot = new LinkPublisher(link, publisher).slot();
        Lsn end = ServerIdentity.flushedNow(publisher);
        return new LinkStatus(
                link.name(),
                link.publisher().role().toString(),
                link.subscriber().role().toString(),
                state.map(LinkState::enabled),
                state.flatMap(LinkState::worker).map(LinkWorker::pid),
                secondsBehind(link),
                slot.flatMap(SlotInfo::confirmedFlushLsn).map(confirmed -> Math.max(0, end.bytesSince(confirmed))),
                slot.flatMap(each -> boxed(each.retainedBytes())),
                allowed(),
                slot.flatMap(each -> boxed(each.safeWalBytes())),
                slot.flatMap(SlotInfo::walStatus),
                state.map(known -> (int) known.tables().stream()
                                .filter(table -> !table.equals(link.heartbeat()))
                                .count())
                        .orElse(0),
                state.map(LinkState::notReady).orElse(List.of()).stream()
                        .map(TableId::toString)
                        .toList(),
                state.flatMap(known -> boxed(known.applyErrors())));
    }

    private Optional<Long> allowed() {
        return publisher.one(
                """
                SELECT NULLIF(s.setting::pg_catalog.int8, -1) * 1024 * 1024 AS bytes
                FROM pg_catalog.pg_settings AS s WHERE s.name = 'max_slot_wal_keep_size'""",
                row -> boxed(row.optionalNumber("bytes")));
    }

    private Optional<Double> secondsBehind(Link link) {
        Optional<Beat> there = new Heartbeat(link, publisher).read();
        Optional<Beat> here = new Heartbeat(link, subscriber).read();
        return there.flatMap(
                written -> here.map(arrived -> Heartbeat.lag(written, arrived).toMillis() / 1000.0));
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }
}
