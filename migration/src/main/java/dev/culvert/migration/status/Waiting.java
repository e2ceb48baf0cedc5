package dev.culvert.migration.status;

import dev.culvert.migration.journal.Journal;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.state.Standing;
import dev.culvert.postgres.connection.Session;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What keeps a migration from going on: the first thing that does, the worst ones first. */
final class Waiting {
    private static final String SLOT = "slot";

    private Waiting() {}

    static Optional<String> of(
            Standing standing,
            Session source,
            List<LinkStatus> links,
            Optional<CopyStatus> copy,
            Optional<Journal.Entry> last) {
        return Stream.of(
                        links.stream()
                                .flatMap(link -> broken(standing, link).stream())
                                .findFirst(),
                        copy.filter(CopyStatus::paused).map(any -> "it is paused: culvert migrate resume FILE"),
                        links.stream().flatMap(link -> held(link).stream()).findFirst(),
                        step(standing, source, last),
                        standing.state() == MigrationState.CATCHING_UP
                                ? links.stream()
                                        .flatMap(link -> behind(link).stream())
                                        .findFirst()
                                : Optional.<String>empty())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> broken(Standing standing, LinkStatus link) {
        if (link.lost()) {
            return Optional.of("slot \"" + link.name() + "\" on the " + link.from()
                    + " has lost WAL: "
                    + (standing.turn() == 0
                            ? "its tables have to be copied anew, after culvert migrate cancel FILE"
                            : "what it carried has to begin anew"));
        }
        return link.enabled().equals(Optional.of(true)) && link.worker().isEmpty()
                ? Optional.of("the worker of \"" + link.name() + "\" on the " + link.to()
                        + " does not run; the server's log says why")
                : Optional.empty();
    }

    private static Optional<String> held(LinkStatus link) {
        return link.enabled().equals(Optional.of(false))
                ? Optional.of("subscription \"" + link.name() + "\" is disabled")
                : Optional.empty();
    }

    private static Optional<String> behind(LinkStatus link) {
        return link.bytesBehind()
                .filter(bytes -> bytes > 0)
                .map(bytes -> "\"" + link.name() + "\" to be applied: " + bytes
                        + " bytes of WAL are not durable on the " + link.to());
    }

    /** What somebody is at; a slot is made only when every transaction that was open has ended. */
    private static Optional<String> step(Standing standing, Session source, Optional<Journal.Entry> last) {
        return last.filter(
                        entry -> standing.busy().isPresent() && entry.result().isEmpty())
                .map(entry -> entry.step().equals(SLOT)
                        ? oldest(source).orElse(entry.intent())
                        : entry.step() + ": " + entry.intent());
    }

    private static Optional<String> oldest(Session source) {
        return source.optional(
                """
                SELECT a.pid, pg_catalog.floor(EXTRACT(epoch FROM pg_catalog.clock_timestamp() - a.xact_start))::pg_catalog.int8 AS age
                FROM pg_catalog.pg_stat_activity AS a
                WHERE a.backend_xid IS NOT NULL AND a.pid <> pg_catalog.pg_backend_pid()
                ORDER BY a.xact_start LIMIT 1""",
                row -> "the end of every transaction that is open on the source; the oldest is of process "
                        + row.integer("pid") + ", for " + row.number("age") + " s");
    }
}
