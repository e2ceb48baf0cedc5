package dev.culvert.migration.turn;

import dev.culvert.migration.link.Link;
import dev.culvert.migration.site.Sites;
import dev.culvert.postgres.connection.Session;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The links that a turn ends: before the first one those of the copy, later the way back of the turn before. */
public final class LiveLinks {
    private LiveLinks() {}

    /** @param oldSide and newSide whichever can be reached; one of them is enough to know the names */
    public static List<Link> of(Turn turn, Sites sites, Optional<Session> oldSide, Optional<Session> newSide) {
        if (turn.number() > 1) {
            return List.of(Turn.of(turn.migration(), sites, turn.number() - 1).back());
        }
        Pattern copies = Pattern.compile(Pattern.quote(Link.prefix(turn.migration()) + "_e") + "[1-9][0-9]{0,8}");
        TreeSet<String> names = new TreeSet<>();
        oldSide.ifPresent(session -> names.addAll(session.list(
                """
                SELECT p.pubname::pg_catalog.text AS name FROM pg_catalog.pg_publication AS p
                UNION SELECT s.slot_name::pg_catalog.text FROM pg_catalog.pg_replication_slots AS s
                WHERE s.database = pg_catalog.current_database()""",
                row -> row.text("name"))));
        newSide.ifPresent(session -> names.addAll(session.list(
                """
                SELECT s.subname::pg_catalog.text AS name FROM pg_catalog.pg_subscription AS s
                JOIN pg_catalog.pg_database AS d ON d.oid = s.subdbid WHERE d.datname = pg_catalog.current_database()""",
                row -> row.text("name"))));
        return names.stream()
                .filter(name -> copies.matcher(name).matches())
                .map(name -> new Link(name, turn.oldSide(), turn.newSide()))
                .toList();
    }
}
