package dev.culvert.migration.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proof of a cutover. No secret and no row is in it.
 *
 * @param migration its name
 * @param turn its number; odd ones go to the target
 * @param outcome {@code switched}, {@code rolled back}, {@code rehearsed}
 * @param epoch of the attempt
 * @param oldSide who closed, as host, port, database, server version and system identifier
 * @param newSide who opened
 * @param startedAt by this machine's clock
 * @param verifiedAt when the last verify without differences began, if there was one
 * @param steps in their order
 * @param tokens by link: the token, where it was written (F), and how long until it was seen and durable on the new side
 * @param counters what must not have changed: error counters and worker of each link, before and after
 * @param sequences how many were carried over, and the values of each
 * @param writePause from the first pause to the opening; the sum of what a client could notice
 * @param terminated sessions that were ended for the fence
 * @param tables how many were locked
 */
public record Certificate(
        String migration,
        int turn,
        String outcome,
        long epoch,
        Side oldSide,
        Side newSide,
        Instant startedAt,
        Optional<Instant> verifiedAt,
        List<Step> steps,
        List<Token> tokens,
        List<Counter> counters,
        Map<String, Long> sequences,
        Duration writePause,
        int terminated,
        int tables) {

    /** A server and its database. */
    public record Side(String role, String address, String database, String version, String systemIdentifier) {}

    /** A step: when it began, counted from the beginning, and how long it took. */
    public record Step(String name, Duration after, Duration took) {}

    /** A token through one link. */
    public record Token(String link, String token, String writtenAt, Duration arrivedAfter) {}

    /** Worker and errors of one link. */
    public record Counter(String link, int workerPid, long applyErrors) {}

    public Certificate {
        steps = List.copyOf(steps);
        tokens = List.copyOf(tokens);
        counters = List.copyOf(counters);
        sequences = Map.copyOf(sequences);
    }
}
