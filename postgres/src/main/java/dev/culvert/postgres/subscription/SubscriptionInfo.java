package dev.culvert.postgres.subscription;

import dev.culvert.schemas.change.Lsn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A subscription of the session's database. What is empty is unknown: the server's version lacks it, or the role may not read
 * it.
 *
 * @param name its name
 * @param owner the owning role
 * @param enabled whether it is to run
 * @param slot name of its slot on the publisher
 * @param publications what it subscribes to
 * @param settings its other settings by the names of {@code CREATE SUBSCRIPTION}, as the catalog has them
 * @param tables names of its tables ({@code schema.name}) by state: {@code i} to be copied, {@code d} copying, {@code f} copied,
 *     {@code s} synchronised, {@code r} ready
 * @param workerPid its apply worker, while it runs
 * @param receivedLsn end of the last WAL that the worker received
 * @param latestEndLsn what the worker last reported to the publisher
 * @param applyErrors errors while applying, counted (15 and later)
 * @param syncErrors errors while copying tables, counted (15 and later)
 */
public record SubscriptionInfo(
        String name,
        String owner,
        Optional<Boolean> enabled,
        Optional<String> slot,
        Optional<List<String>> publications,
        Map<String, String> settings,
        Map<String, List<String>> tables,
        OptionalInt workerPid,
        Optional<Lsn> receivedLsn,
        Optional<Lsn> latestEndLsn,
        Optional<Long> applyErrors,
        Optional<Long> syncErrors) {}
