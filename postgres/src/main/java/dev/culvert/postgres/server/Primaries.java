package dev.culvert.postgres.server;

import dev.culvert.postgres.connection.ConnectionSettings;
import dev.culvert.postgres.connection.HostPort;
import dev.culvert.postgres.connection.PostgresAddress;
import dev.culvert.postgres.connection.ServerMark;
import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.connection.Sessions;
import dev.culvert.schemas.error.Changed;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every host of an address of several who it is: an old primary that came back calls itself the primary too. */
public final class Primaries {
    private static final Logger LOG = LoggerFactory.getLogger(Primaries.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private Primaries() {}

    /**
     * That the server is the only primary of its system among the hosts. One that cannot be reached is passed over, as it is after
     * most failovers.
     *
     * @throws CulvertException {@link ErrorCode#PG_TWO_PRIMARIES}
     */
    public static void requireOne(ConnectionSettings settings, ServerMark server) {
        if (settings.address().hosts().size() < 2) {
            return;
        }
        // two names may lead to one server, which started when it started
        Map<String, String> found = new TreeMap<>();
        for (HostPort host : settings.address().hosts()) {
            look(settings, host)
                    .filter(seen -> seen.mark.systemIdentifier().equals(server.systemIdentifier()))
                    .filter(seen -> seen.mark.timeline().isPresent())
                    .ifPresent(seen -> found.put(
                            seen.startedAt,
                            host + " on timeline " + seen.mark.timeline().getAsInt()));
        }
        if (found.size() > 1) {
            throw new CulvertException(
                    ErrorCode.PG_TWO_PRIMARIES,
                    "database " + settings.address(),
                    "Each of these takes writes: "
                            + found.values().stream().sorted().collect(Collectors.joining(", ")) + ".",
                    Changed.NOTHING,
                    "Stop the old one, which is that of the lower timeline where they differ, or take its host out of url.");
        }
    }

    private record Seen(ServerMark mark, String startedAt) {}

    private static Optional<Seen> look(ConnectionSettings settings, HostPort host) {
        PostgresAddress one = new PostgresAddress(
                settings.address().user(), List.of(host), settings.address().database());
        ConnectionSettings only =
                new ConnectionSettings(one, settings.password(), settings.tls(), settings.owner(), PATIENCE);
        try (Session session = new Sessions(only).open("primaries")) {
            return Optional.of(new Seen(
                    ServerMark.read(session),
                    session.one(
                            "SELECT pg_catalog.pg_postmaster_start_time()::pg_catalog.text AS at",
                            row -> row.text("at"))));
        } catch (CulvertException e) {
            LOG.debug("{} is passed over: {}", host, e.code().code());
            return Optional.empty();
        }
    }
}
