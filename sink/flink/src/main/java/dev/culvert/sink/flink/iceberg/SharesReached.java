package dev.culvert.sink.flink.iceberg;

import dev.culvert.schemas.change.TableId;
import dev.culvert.sink.flink.merge.Place;
import dev.culvert.sink.flink.source.PipelineElement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far all writers are together. A table is as far as its writer says; transactions, as far as the last of the writers is: one that has a
 * part of a large one waits with its commit until it has all of it. For one thread.
 */
final class SharesReached {
    private final Place transactions;
    /** None, until the first says how many there are. */
    private At[] shares = new At[0];

    private final Map<Place, Long> tables = new HashMap<>();
    private final Map<String, Long> committed = new HashMap<>();
    private final Map<TableId, String> entries = new HashMap<>();
    private At told = At.NOWHERE;

    /** @param offset the next one of the topic of transactions */
    private record At(long offset, Optional<PipelineElement.Commit> last) {
        static final At NOWHERE = new At(0, Optional.empty());
    }

    /** What is new, in the form of {@link ShareReached}. */
    record Step(
            Map<Place, Long> reached,
            Optional<PipelineElement.Commit> last,
            Map<String, Long> committed,
            Map<TableId, String> entries) {}

    /** @param transactions the partition of the topic of transactions */
    SharesReached(Place transactions) {
        this.transactions = transactions;
    }

    void add(ShareReached share) {
        share.reached().forEach((place, offset) -> {
            if (!place.equals(transactions)) {
                tables.merge(place, offset, Math::max);
            }
        });
        committed.putAll(share.committed());
        entries.putAll(share.entries());
        if (shares.length == 0) {
            shares = new At[share.share().of()];
            Arrays.fill(shares, At.NOWHERE);
        }
        At before = shares[share.share().index()];
        long offset = share.reached().getOrDefault(transactions, before.offset());
        shares[share.share().index()] = new At(offset, share.last().or(before::last));
    }

    /** What was not taken yet; empty if nothing is new. */
    Optional<Step> take() {
        At least = Arrays.stream(shares)
                .min((a, b) -> Long.compare(a.offset(), b.offset()))
                .orElse(At.NOWHERE);
        boolean moved = least.offset() > told.offset();
        if (tables.isEmpty() && committed.isEmpty() && entries.isEmpty() && !moved) {
            return Optional.empty();
        }
        Map<Place, Long> reached = new HashMap<>(tables);
        if (moved) {
            reached.put(transactions, least.offset());
            told = least;
        }
        Step step =
                new Step(reached, moved ? least.last() : Optional.empty(), Map.copyOf(committed), Map.copyOf(entries));
        tables.clear();
        committed.clear();
        entries.clear();
        return Optional.of(step);
    }
}
