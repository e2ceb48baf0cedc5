package dev.culvert.postgres.slot;

import dev.culvert.postgres.connection.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A session that has a slot, as {@code pg_stat_activity} tells. What our user may not see of another one's is empty.
 *
 * @param pid process id of the server's side
 * @param application what the session calls itself
 * @param address where it comes from; empty for a socket of the server's machine
 * @param since when the session began, by the server's clock
 * @param idle for how long nothing has come from it; empty while the server works for it, and where it cannot be told
 */
public record SlotOwner(
        int pid,
        Optional<String> application,
        Optional<String> address,
        Optional<Instant> since,
        Optional<Duration> idle) {

    /** The session of this process id; empty if there is none. */
    public static Optional<SlotOwner> find(Session session, int pid) {
        return session.optional(
                """
                SELECT a.pid, NULLIF(a.application_name, '') AS application, pg_catalog.host(a.client_addr) AS address,
                       a.backend_start AS since,
                       CASE WHEN a.state = 'idle' THEN
                         (EXTRACT(EPOCH FROM pg_catalog.clock_timestamp() - a.state_change) * 1000)::pg_catalog.int8
                       END AS idle
                FROM pg_catalog.pg_stat_activity AS a WHERE a.pid = ?""",
                row -> new SlotOwner(
                        (int) row.number("pid"),
                        row.optionalText("application"),
                        row.optionalText("address"),
                        row.optionalInstant("since"),
                        row.optionalNumber("idle").stream()
                                .mapToObj(Duration::ofMillis)
                                .findFirst()),
                pid);
    }

    /** For how long the server lets a reader be silent ({@code wal_sender_timeout}); zero means for ever. */
    public static Duration longestSilence(Session session) {
        return Duration.ofMillis(session.one(
                "SELECT s.setting::pg_catalog.int8 AS millis FROM pg_catalog.pg_settings AS s"
                        + " WHERE s.name = 'wal_sender_timeout'",
                row -> row.number("millis")));
    }

    /** For people: {@code process 4711 of the server (culvert/shop/owner from 10.0.0.4, since 2026-11-21T21:00:12Z)}. */
    @Override
    public String toString() {
        StringBuilder told = new StringBuilder();
        application.ifPresent(told::append);
        address.ifPresent(
                from -> told.append(told.isEmpty() ? "from " : " from ").append(from));
        since.ifPresent(start ->
                told.append(told.isEmpty() ? "since " : ", since ").append(start.truncatedTo(ChronoUnit.SECONDS)));
        return "process " + pid + " of the server" + (told.isEmpty() ? "" : " (" + told + ")");
    }
}
