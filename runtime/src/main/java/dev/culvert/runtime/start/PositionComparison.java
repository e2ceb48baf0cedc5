package dev.culvert.runtime.start;

import dev.culvert.postgres.connection.SqlStates;
import dev.culvert.postgres.server.TimelineHistory;
import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.postgres.slot.SlotRequest;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.definition.RunCommandText;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.position.CommitMark;
import dev.culvert.schemas.position.OffsetRecord;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Compares a stored position with the slot and the WAL that it points into. The server itself would not object to any of this:
 * it forwards a start that lies before the slot, and invents nothing for one that lies beyond its history.
 */
public final class PositionComparison {

    private final OffsetRecord stored;
    private final String slotName;
    private final String database;

    /**
     * @param slotName name of the slot
     * @param database name of the database
     */
    public PositionComparison(OffsetRecord stored, String slotName, String database) {
        this.stored = stored;
        this.slotName = slotName;
        this.database = database;
    }

    /**
     * The slot must be there, be one of ours, have its WAL, and not be ahead.
     *
     * @param timeline the server's
     * @throws CulvertException {@link ErrorCode#SLOT_MISSING}, {@link ErrorCode#SLOT_FOREIGN}, {@link ErrorCode#SLOT_LOST},
     *     {@link ErrorCode#SLOT_AHEAD}
     */
    public void slot(Optional<SlotInfo> found, int timeline) {
        SlotInfo slot = found.orElseThrow(() -> refused(
                ErrorCode.SLOT_MISSING,
                "It does not exist, and the position " + position() + " can be resumed in it only."
                        + (timeline == stored.context().timeline()
                                ? ""
                                : " The server was promoted or restored since (timeline "
                                        + stored.context().timeline() + " then, " + timeline
                                        + " now): a slot comes along only where it is synchronised (17 and later)."),
                anew()));
        requireOurs(slot, database, "Give the pipeline a slot of another name (slot.name), then: " + anew());
        if (slot.isLost()) {
            throw refused(
                    ErrorCode.SLOT_LOST,
                    "The server removed WAL that this slot needs (wal_status="
                            + slot.walStatus().orElse("unknown")
                            + slot.invalidationReason()
                                    .map(reason -> ", invalidation_reason=" + reason)
                                    .orElse("")
                            + "; the position is " + position() + ").",
                    anew());
        }
        Lsn confirmed = slot.confirmedFlushLsn()
                .orElseThrow(() -> refused(
                        ErrorCode.SLOT_LOST, "It has no confirmed_flush_lsn: it was never made whole.", anew()));
        if (confirmed.isAfter(position())) { // I6
            throw refused(
                    ErrorCode.SLOT_AHEAD,
                    "Its confirmed_flush_lsn is " + confirmed + " and the stored position is " + position()
                            + ": the server would skip the " + confirmed.bytesSince(position())
                            + " bytes of WAL in between without a word. It was advanced by somebody else, or dropped"
                            + " and made again.",
                    anew());
        }
    }

    /**
     * The slot must be one of pgoutput in this database.
     *
     * @throws CulvertException {@link ErrorCode#SLOT_FOREIGN}
     */
    static void ours(SlotInfo slot, String database) {
        requireOurs(slot, database, "Choose another slot.name.");
    }

    private static void requireOurs(SlotInfo slot, String database, String remedy) {
        if (!slot.isOf(SlotRequest.PLUGIN, database)) {
            throw new CulvertException(
                    ErrorCode.SLOT_FOREIGN,
                    "slot \"" + slot.name() + "\" in database " + database,
                    "It is one of plugin " + slot.plugin().orElse("- (physical)") + " in database "
                            + slot.database().orElse("-") + ", not of " + SlotRequest.PLUGIN + " in " + database + ".",
                    Changed.NOTHING,
                    remedy);
        }
    }

    /**
     * The position must lie in the history that the server has: not past its WAL, and not past the point where its timeline
     * left the one that the position was written on.
     *
     * @param flushed the end of the server's flushed WAL
     * @param history of the server's timeline
     * @throws CulvertException {@link ErrorCode#POSITION_AHEAD}, {@link ErrorCode#POSITION_TIMELINE}
     */
    public void history(Lsn flushed, TimelineHistory history) {
        int timeline = stored.context().timeline();
        if (history.timeline() < timeline) {
            throw refused(
                    ErrorCode.POSITION_TIMELINE,
                    "The position " + position() + " was written on timeline " + timeline
                            + ", and the server is still on timeline " + history.timeline()
                            + ": it is an old primary that came back, or an old copy of one.",
                    "Give the address of the new primary, and stop this one. If this one is to go on: " + anew());
        }
        if (!history.contains(timeline, position())) {
            throw refused(
                    ErrorCode.POSITION_TIMELINE,
                    "The position " + position() + " was written on timeline " + timeline
                            + ", and the server is on timeline " + history.timeline()
                            + history.leftAt(timeline)
                                    .map(at -> ", which left it at " + at)
                                    .orElse(", whose history does not have it")
                            + ": what Kafka has after that point never happened on this server.",
                    "Find out which transactions were lost in the failover. Then: " + anew());
        }
        if (position().isAfter(flushed)) {
            throw refused(
                    ErrorCode.POSITION_AHEAD,
                    "The position " + position() + " lies past the end of the server's WAL, " + flushed
                            + ": this server lost transactions that Kafka has (a restored backup, a failover, or"
                            + " pg_resetwal).",
                    "Find out which transactions were lost. Then: " + anew());
        }
    }

    /**
     * The commit that ends at the position must be there: timelines have numbers only, and a restored volume has the same.
     *
     * @param isThere asks the server's WAL
     * @throws CulvertException {@link ErrorCode#POSITION_OTHER_WAL}, {@link ErrorCode#SLOT_LOST}
     */
    public void wal(Predicate<CommitMark> isThere) {
        stored.position().commit().ifPresent(commit -> {
            boolean there;
            try {
                there = isThere.test(commit);
            } catch (CulvertException e) {
                if (SqlStates.of(e).equals(SqlStates.UNDEFINED_FILE)) {
                    throw refused(
                            ErrorCode.SLOT_LOST,
                            "The server does not have the WAL of the position " + position() + " any more: " + e.fact(),
                            anew());
                }
                throw e;
            }
            if (!there) {
                throw refused(
                        ErrorCode.POSITION_OTHER_WAL,
                        "At the position " + position() + " a transaction ended that committed at "
                                + commit.commitTime() + "; the server's WAL has something else there: its volume was"
                                + " restored and then written to, or it was promoted beside another one.",
                        "Find out which server has the state that counts. If it is this one: " + anew());
            }
        });
    }

    private String anew() {
        return RunCommandText.EVERYTHING_ANEW + " makes the slot again and copies every table anew.";
    }

    private Lsn position() {
        return stored.position().commitEndLsn();
    }

    private CulvertException refused(ErrorCode code, String fact, String remedy) {
        return new CulvertException(
                code, "slot \"" + slotName + "\" in database " + database, fact, Changed.NOTHING, remedy);
    }
}
