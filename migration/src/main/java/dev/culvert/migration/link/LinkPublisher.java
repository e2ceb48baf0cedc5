package dev.culvert.migration.link;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.SessionOptions;
import dev.culvert.postgres.publication.PublicationSpec;
import dev.culvert.postgres.publication.Publications;
import dev.culvert.postgres.slot.ExportedSnapshot;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.postgres.slot.Slots;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The publishing end of a link. Every operation can be repeated. For one thread at a time, as its session is.
 *
 * <p>The publication names every table, and of partitioned tables the leaves, which are published under their own names. Then
 * each table that holds rows has one start point of its own and belongs to one link; a TRUNCATE of one partition is in the stream
 * (by the root it is not); and both sides have the same partitions, so the names match. A partition that is made later is in no
 * publication: the comparison of the catalogs finds it, and again the one under the fence.
 */
public final class LinkPublisher {
    private final Link link;
    private final Session session;

    /** @param session an ordinary one with {@link Link#publisher}, outside a transaction */
    public LinkPublisher(Link link, Session session) {
        this.link = link;
        this.session = session;
    }

    /** Makes the heartbeat table and the publication, or brings the publication to these tables. */
    public void publish(List<PublicationSpec.Table> tables) {
        new Heartbeat(link, session).prepare();
        List<PublicationSpec.Table> all = new ArrayList<>(tables);
        all.add(new PublicationSpec.Table(link.heartbeat(), Optional.empty(), Optional.empty()));
        Publications publications = new Publications(session);
        publications.apply(publications.diff(PublicationSpec.ofLeaves(link.name(), all)));
    }

    /** As {@link #publish}, of whole tables. */
    public void publishTables(Collection<TableId> tables) {
        publish(tables.stream()
                .map(table -> new PublicationSpec.Table(table, Optional.empty(), Optional.empty()))
                .toList());
    }

    /** The tables of the publication without the heartbeat table; empty if there is no publication. */
    public Optional<List<TableId>> published() {
        return new Publications(session).read(link.name()).map(publication -> publication.tables().stream()
                .map(table -> table.id())
                .filter(table -> !table.equals(link.heartbeat()))
                .toList());
    }

    public boolean unpublish() {
        return new Publications(session).drop(link.name());
    }

    /**
     * Makes the slot and exports the snapshot of its first instant. The publication must be there: a change that is decoded before
     * there is one is an error for ever.
     *
     * @param patience for each transaction that is open on the server; zero means for ever
     * @throws CulvertException {@link ErrorCode#SLOT_EXISTS}: a snapshot cannot be had again, so a slot that is there is of no use
     */
    public ExportedSnapshot createSlotExporting(Duration patience) {
        return Slots.createExporting(link.publisher().sessions(), SlotRequest.permanent(link.name()), patience);
    }

    /**
     * Makes the slot, if it is not there; where its stream begins.
     *
     * @param patience for each transaction that is open on the server; zero means for ever
     * @throws CulvertException {@link ErrorCode#SLOT_FOREIGN}, {@link ErrorCode#SLOT_LOST}, and what {@link Slots#create} says
     */
    public Lsn createSlot(Duration patience) {
        Optional<SlotInfo> present = slot();
        if (present.isPresent()) {
            return beginning(present.get());
        }
        try (Session replication = link.publisher()
                .sessions()
                .openReplication(
                        SessionOptions.replication("slot " + link.name()).withLockTimeout(patience))) {
            return Slots.create(replication, SlotRequest.permanent(link.name()));
        }
    }

    private Lsn beginning(SlotInfo slot) {
        String database = session.one("SELECT pg_catalog.current_database() AS name", row -> row.text("name"));
        if (!slot.isOf(SlotRequest.PLUGIN, database)) {
            throw refused(
                    ErrorCode.SLOT_FOREIGN,
                    "It is not one of " + SlotRequest.PLUGIN + " in database " + database + ".",
                    "Drop it, if nobody needs it: SELECT pg_drop_replication_slot('" + link.name() + "');");
        }
        if (slot.isLost() || slot.confirmedFlushLsn().isEmpty()) {
            throw refused(
                    ErrorCode.SLOT_LOST,
                    "It cannot be read any more.",
                    "SELECT pg_drop_replication_slot('" + link.name() + "'); then give the command again.");
        }
        return slot.confirmedFlushLsn().get();
    }

    private CulvertException refused(ErrorCode code, String fact, String remedy) {
        return new CulvertException(code, "slot " + link.name() + " on " + session, fact, Changed.NOTHING, remedy);
    }

    /** The slot as it stands, if it is there. */
    public Optional<SlotInfo> slot() {
        return new Slots(session).find(link.name());
    }

    /**
     * Moves a slot that nobody reads to {@code lsn}, unless it is there or beyond: its stream begins after it.
     *
     * @throws CulvertException {@link ErrorCode#SLOT_LOST} if there is none, or it is lost
     */
    public void advance(Lsn lsn) {
        Optional<Lsn> confirmed = slot().flatMap(SlotInfo::confirmedFlushLsn);
        if (confirmed.isEmpty()) {
            throw refused(
                    ErrorCode.SLOT_LOST, "It is not there, or cannot be read any more.", "Give the command again.");
        }
        if (confirmed.get().isBefore(lsn)) {
            session.list(
                    "SELECT pg_catalog.pg_replication_slot_advance(?, ?::pg_catalog.pg_lsn)",
                    row -> true,
                    link.name(),
                    lsn.toString());
        }
    }

    /** Whether all up to {@code lsn} is safe on the subscriber's disk. A slot that is not there or lost has confirmed nothing. */
    public boolean flushed(Lsn lsn) {
        return slot().flatMap(SlotInfo::confirmedFlushLsn)
                .map(confirmed -> !confirmed.isBefore(lsn))
                .orElse(false);
    }

    /** Drops the slot when its reader has left; whether there was one. */
    public boolean dropSlot(Duration patience) {
        return new Slots(session).drop(link.name(), patience);
    }

    /** Drops slot, publication and heartbeat table, whichever are there. Not the schema, which others use too. */
    public void dropAll(Duration patience) {
        dropSlot(patience);
        unpublish();
        new Heartbeat(link, session).drop();
    }
}
