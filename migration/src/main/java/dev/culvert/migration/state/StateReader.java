package dev.culvert.migration.state;

import dev.culvert.migration.closing.Closing;
import dev.culvert.migration.copy.CopyRecord;
import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.journal.MigrationRecord;
import dev.culvert.migration.lease.Lease;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.site.Site;
import dev.culvert.migration.site.Sites;
import dev.culvert.migration.turn.Decision;
import dev.culvert.migration.turn.Decisions;
import dev.culvert.migration.turn.LiveLinks;
import dev.culvert.migration.turn.Marks;
import dev.culvert.migration.turn.Turn;
import dev.culvert.postgres.connection.Session;
import dev.culvert.schemas.change.TableId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Derives where a migration stands from what both servers say, the decisions first. The journal's mark tells what no server shows by
 * itself: whether the copy is done, and whether somebody ended it.
 */
public final class StateReader {
    private final Sites sites;
    private final String migration;
    private final Session source;
    private final Session target;

    /**
     * @param source an ordinary session with the source
     * @param target an ordinary session with the target
     */
    public StateReader(Sites sites, String migration, Session source, Session target) {
        this.sites = sites;
        this.migration = migration;
        this.source = source;
        this.target = target;
    }

    public Standing read() {
        Optional<MigrationRecord> record = new Journal(target, migration, "").read();
        Optional<Decision> decision = Stream.concat(
                        new Decisions(source, migration, Site.Role.SOURCE).all().stream(),
                        new Decisions(target, migration, Site.Role.TARGET).all().stream())
                .max(Comparator.comparingInt(Decision::turn));
        int turn = decision.map(Decision::turn).orElse(0);
        // what is finished went to the target; its decisions may be forgotten
        boolean finished =
                record.filter(known -> known.mark().equals(Marks.FINISHED)).isPresent();
        Site.Role wanted = turn % 2 == 1 || finished ? Site.Role.TARGET : Site.Role.SOURCE;
        Optional<String> busy = Lease.holder(source, migration).or(() -> Lease.holder(target, migration));
        if (record.isEmpty() && decision.isPresent()) {
            boolean isOpen = new Closing(wanted == Site.Role.TARGET ? target : source)
                    .closed()
                    .isEmpty();
            return new Standing(
                    MigrationState.UNKNOWN,
                    isOpen ? Optional.of(wanted) : Optional.empty(),
                    turn,
                    decision,
                    record,
                    busy,
                    "Turn " + turn + " is decided, and the target remembers nothing of the migration.");
        }
        return record.map(known -> of(known, decision, turn, wanted, busy))
                .orElseGet(() -> new Standing(
                        MigrationState.NEW,
                        Optional.of(Site.Role.SOURCE),
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        busy,
                        "The target remembers nothing of it."));
    }

    private Standing of(
            MigrationRecord record, Optional<Decision> decision, int turn, Site.Role wanted, Optional<String> busy) {
        boolean isOpen = new Closing(wanted == Site.Role.TARGET ? target : source)
                .closed()
                .isEmpty();
        Optional<Site.Role> open = isOpen ? Optional.of(wanted) : Optional.empty();
        String mark = record.mark();
        MigrationState state;
        String why;
        if (mark.equals(Marks.FINISHED)) {
            state = MigrationState.FINISHED;
            why = "It was finished.";
        } else if (mark.equals(Marks.CANCELLED)) {
            state = MigrationState.CANCELLED;
            why = "It was cancelled.";
        } else if (!isOpen) {
            state = MigrationState.FAILED;
            why = "Turn " + turn + " is decided, and the " + wanted
                    + " is not open yet: culvert migrate retry completes it.";
        } else if (mark.equals(Marks.TURNING + (turn + 1))) {
            state = busy.isPresent() ? base(turn, mark) : MigrationState.FAILED;
            why = busy.isPresent()
                    ? "Turn " + (turn + 1) + " is under way."
                    : "Turn " + (turn + 1)
                            + " was interrupted before its decision: culvert migrate retry clears it away.";
        } else if (mark.startsWith(Marks.TURNING)) {
            state = busy.isPresent() ? base(turn, mark) : MigrationState.FAILED;
            why = "Turn " + turn
                    + " is decided and open, and not all behind it is done: culvert migrate retry does it.";
        } else {
            state = base(turn, mark);
            why = turn == 0 ? ofTheCopy(state, busy) : "Turn " + turn + " is complete.";
        }
        if (turn > 0 && state != MigrationState.FINISHED) {
            why += leaks(sites.other(sites.of(wanted)).role());
        }
        return new Standing(state, open, turn, decision, Optional.of(record), busy, why);
    }

    /** Tables that came after the closing, or that somebody opened: what is written to them is on one side only. */
    private String leaks(Site.Role closed) {
        List<TableId> open = new Closing(closed == Site.Role.TARGET ? target : source).stillOpen();
        return open.isEmpty()
                ? ""
                : " The " + closed + " is closed, and " + open.size() + " of its tables take writes, " + open.get(0)
                        + " is one.";
    }

    /** Before the first turn: how far the copy is, and whether somebody is at it. */
    private String ofTheCopy(MigrationState state, Optional<String> busy) {
        if (state == MigrationState.READY) {
            return "Every table is copied and follows the source.";
        }
        boolean rows = state == MigrationState.COPYING;
        if (!rows && !isStartUnfinished()) {
            return "Every table is copied, and the stream is behind or held.";
        }
        String missing = rows
                ? "Not every table is copied"
                : "Every table follows the source, and what is made after the rows (foreign keys, triggers) is not there";
        return busy.isPresent()
                ? missing + " yet; a command works on it."
                : missing + ", and no command works on it: culvert migrate start FILE goes on where it was.";
    }

    private boolean isStartUnfinished() {
        return new CopyRecord(target, migration).isUnfinished();
    }

    private MigrationState base(int turn, String mark) {
        if (turn % 2 == 1) {
            return MigrationState.SWITCHED;
        }
        if (turn == 0 && mark.equals(Marks.COPYING)) {
            return MigrationState.COPYING;
        }
        if (turn == 0 && isStartUnfinished()) {
            return MigrationState.CATCHING_UP; // its streams run, and a cutover would come before the foreign keys
        }
        Turn next = Turn.of(migration, sites, turn + 1);
        List<Link> links = LiveLinks.of(next, sites, Optional.of(source), Optional.of(target));
        return LinkReadiness.of(links, source, target) ? MigrationState.READY : MigrationState.CATCHING_UP;
    }
}
