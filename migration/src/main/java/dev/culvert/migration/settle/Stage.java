package dev.culvert.migration.settle;

import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.link.Link;
import dev.culvert.migration.traffic.Traffic;
import dev.culvert.migration.turn.Turn;
import dev.culvert.postgres.connection.Session;
import java.util.List;
import java.util.Optional;

/**
 * A turn and all that its end needs.
 *
 * @param live links from the old side to the new one
 * @param back the link for the way back; empty if none is wanted
 * @param oldSide a session with the side that closes; empty if it cannot be reached
 * @param newSide a session with the side that opens; empty if it cannot be reached
 * @param journal on the target; empty if that cannot be reached
 */
public record Stage(
        Turn turn,
        List<Link> live,
        Optional<Link> back,
        Optional<Session> oldSide,
        Optional<Session> newSide,
        Optional<Journal> journal,
        Traffic traffic) {

    public Stage {
        live = List.copyOf(live);
    }

    /** {@code turn 1 of shop (cutover)}, for people. */
    public String title() {
        return "turn " + turn.number() + " of " + turn.migration() + " (" + turn.word() + ")";
    }
}
