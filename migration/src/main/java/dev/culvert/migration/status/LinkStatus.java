package dev.culvert.migration.status;

import java.util.List;
import java.util.Optional;

/**
 * One direction of replication. What is empty is unknown.
 *
 * @param name of publication, slot and subscription
 * @param from {@code source} or {@code target}
 * @param to the other one
 * @param enabled whether its subscription is to run; empty where there is none
 * @param worker process id of its apply worker; empty while none runs
 * @param secondsBehind by the newest token that arrived
 * @param bytesBehind WAL that the subscriber has not confirmed as durable
 * @param retainedBytes WAL that its slot keeps on the publisher
 * @param allowedBytes WAL that a slot may keep there before it is given up; empty where nothing bounds it
 * @param safeBytes what may still be written before the slot may lose WAL; empty also where nothing bounds it
 * @param walStatus {@code reserved}, {@code extended}, {@code unreserved} or {@code lost}
 * @param tables that stream, without its own
 * @param notReady tables in another state, which get no changes
 * @param applyErrors counted since the counters began (15 and later)
 */
public record LinkStatus(
        String name,
        String from,
        String to,
        Optional<Boolean> enabled,
        Optional<Integer> worker,
        Optional<Double> secondsBehind,
        Optional<Long> bytesBehind,
        Optional<Long> retainedBytes,
        Optional<Long> allowedBytes,
        Optional<Long> safeBytes,
        Optional<String> walStatus,
        int tables,
        List<String> notReady,
        Optional<Long> applyErrors) {

    public LinkStatus {
        notReady = List.copyOf(notReady);
    }

    /** Whether the slot can never be read again. */
    boolean lost() {
        return walStatus.equals(Optional.of("lost"));
    }
}
