package dev.culvert.migration.verify;

import dev.culvert.schemas.change.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Finds out what a differing chunk is about. A round reads the publisher, waits until that much is on the subscriber, reads the
 * subscriber, and reads the publisher again. What the publisher did not change meanwhile must be the same on the subscriber; a
 * row that is not, in two rounds one after the other, is a difference. What it did change is looked at again.
 */
final class ChunkComparison {
    private final VerifyTable table;
    private final ChunkReader publisher;
    private final ChunkReader subscriber;
    private final Settling settling;
    private final int rounds;

    ChunkComparison(VerifyTable table, ChunkReader publisher, ChunkReader subscriber, Settling settling, int rounds) {
        this.table = table;
        this.publisher = publisher;
        this.subscriber = subscriber;
        this.settling = settling;
        this.rounds = rounds;
    }

    /**
     * @param differences for good
     * @param moving rows that the publisher changed in every round, so that nothing is known of them
     */
    record Result(List<Difference> differences, int moving) {}

    private record Pair(String published, String subscribed) {}

    Result run(Chunk chunk) {
        Map<String, Pair> suspects = new HashMap<>();
        Set<String> open = null;
        Set<String> moving = Set.of();
        Map<String, Pair> certain = new HashMap<>();
        for (int round = 0; round < rounds && (open == null || !open.isEmpty()); round++) {
            Map<String, String> before = publisher.rows(chunk);
            settling.await();
            Map<String, String> there = subscriber.rows(chunk);
            Map<String, String> after = publisher.rows(chunk);
            Set<String> looked = open == null ? union(before, there, after) : open;
            Map<String, Pair> next = new HashMap<>();
            moving = new HashSet<>();
            for (String identity : looked) {
                String published = before.get(identity);
                String subscribed = there.get(identity);
                if (Objects.equals(subscribed, published) || Objects.equals(subscribed, after.get(identity))) {
                    continue;
                }
                if (!Objects.equals(published, after.get(identity))) {
                    moving.add(identity);
                    continue;
                }
                Pair pair = new Pair(published, subscribed);
                if (pair.equals(suspects.get(identity))) {
                    certain.put(identity, pair);
                } else {
                    next.put(identity, pair);
                }
            }
            suspects = next;
            open = new HashSet<>(next.keySet());
            open.addAll(moving);
        }
        Set<String> unsure = new HashSet<>(open == null ? Set.of() : open);
        unsure.addAll(moving);
        return new Result(differences(certain), unsure.size());
    }

    private static Set<String> union(Map<String, ?> one, Map<String, ?> two, Map<String, ?> three) {
        Set<String> all = new HashSet<>(one.keySet());
        all.addAll(two.keySet());
        all.addAll(three.keySet());
        return all;
    }

    private List<Difference> differences(Map<String, Pair> certain) {
        TableId id = table.id();
        if (!table.key().isEmpty()) {
            return certain.entrySet().stream()
                    .map(each -> new Difference(id, kind(each.getValue()), table.describe(each.getKey())))
                    .sorted((a, b) -> a.key().compareTo(b.key()))
                    .toList();
        }
        long missing = 0;
        long extra = 0;
        for (Pair pair : certain.values()) {
            long surplus = count(pair.subscribed()) - count(pair.published());
            extra += Math.max(0, surplus);
            missing += Math.max(0, -surplus);
        }
        List<Difference> found = new ArrayList<>();
        if (missing > 0) {
            found.add(new Difference(id, Difference.Kind.MISSING, rows(missing)));
        }
        if (extra > 0) {
            found.add(new Difference(id, Difference.Kind.EXTRA, rows(extra)));
        }
        return found;
    }

    private static Difference.Kind kind(Pair pair) {
        if (pair.published() == null) {
            return Difference.Kind.EXTRA;
        }
        return pair.subscribed() == null ? Difference.Kind.MISSING : Difference.Kind.CHANGED;
    }

    private static long count(String text) {
        return text == null ? 0 : Long.parseLong(text);
    }

    private static String rows(long count) {
        return count + (count == 1 ? " row" : " rows") + " without a key";
    }
}
