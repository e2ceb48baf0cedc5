package dev.culvert.testkit.workload;

import dev.culvert.testkit.record.Row;
import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import dev.culvert.testkit.workload.Ledger.Entry;
import dev.culvert.testkit.workload.Ledger.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Holds the changes in a pipeline's topics against the ledger: every effect of an acknowledged transaction once, all
 * with the same transaction number, which grows from one transaction of a writer to its next; of an unknown one all or
 * nothing; of an aborted one, or of none at all, nothing.
 *
 * <p>It is the listener to give to {@code PipelineTopics}. Not safe for use by several threads.
 */
public final class LedgerCheck implements Consumer<Change> {
    /** Whether the pipeline has seen every change. */
    public enum Coverage {
        /** It streamed before the first one: each must be there. */
        ALL_STREAMED,
        /** A snapshot covers the older ones: what changed again before it is not there. */
        SNAPSHOT_FIRST
    }

    private static final int TOLD = 50;
    private static final long SNAPSHOT = 0;

    private final Map<String, String> tableByTopic;
    private final Map<Effect, Long> seen = new HashMap<>();
    private final Set<Effect> again = new HashSet<>();

    /** {@code tableByTopic} names the tables of the workload; other topics' changes are left aside. */
    public LedgerCheck(Map<String, String> tableByTopic) {
        this.tableByTopic = Map.copyOf(tableByTopic);
    }

    @Override
    public void accept(Change change) {
        String table = tableByTopic.get(change.place().topic());
        if (table == null || change.operation() == Operation.TRUNCATE) {
            return;
        }
        Effect effect = effect(table, change);
        Long before = seen.putIfAbsent(effect, change.origin().txnSeq());
        // a snapshot that is made again gives the rows as they are then, whether they were read or streamed before
        boolean repeated = change.origin().snapshot() && change.origin().generation() > 1;
        if (before != null && !repeated) {
            again.add(effect);
        }
    }

    private static Effect effect(String table, Change change) {
        if (change.operation() == Operation.DELETE) {
            Row key = change.key().orElseGet(() -> change.before().orElseThrow());
            return new Effect.Delete(table, Integer.parseInt(key.text("writer")), Long.parseLong(key.text("n")));
        }
        return new Effect.Write(Long.parseLong(change.after().orElseThrow().text("tag")));
    }

    /** What is wrong, in words, each with the seed; empty when nothing is. */
    public List<String> problems(Ledger ledger, Coverage coverage) {
        List<String> problems = new ArrayList<>();
        again.forEach(effect -> problems.add("more than once: " + effect));
        Set<Effect> written = new HashSet<>();
        Set<Effect> possible = possible(ledger);
        Map<Integer, Long> lastOfWriter = new HashMap<>();
        for (Entry entry : ledger.entries()) {
            written.addAll(entry.effects());
            written.addAll(entry.undone());
            entry.undone().stream()
                    .filter(seen::containsKey)
                    .forEach(effect -> problems.add("rolled back to a savepoint, yet there: " + effect));
            switch (entry.outcome()) {
                case ABORTED ->
                    entry.effects().stream()
                            .filter(effect -> seen.containsKey(effect) && !possible.contains(effect))
                            .forEach(effect -> problems.add("rolled back, yet there: " + effect));
                case UNKNOWN -> checkCommitted(entry, coverage, lastOfWriter, problems, isThere(entry));
                case ACKNOWLEDGED -> checkCommitted(entry, coverage, lastOfWriter, problems, true);
            }
        }
        seen.keySet().stream()
                .filter(effect -> !written.contains(effect))
                .forEach(effect -> problems.add("never written: " + effect));
        return problems.stream()
                .limit(TOLD)
                .map(problem -> "seed " + ledger.seed() + ": " + problem)
                .toList();
    }

    /** A delete that was rolled back may have been done again later. */
    private static Set<Effect> possible(Ledger ledger) {
        return ledger.entries().stream()
                .filter(entry -> entry.outcome() != Outcome.ABORTED)
                .flatMap(entry -> entry.effects().stream())
                .collect(Collectors.toSet());
    }

    private boolean isThere(Entry entry) {
        return entry.effects().stream().anyMatch(seen::containsKey);
    }

    private void checkCommitted(
            Entry entry, Coverage coverage, Map<Integer, Long> lastOfWriter, List<String> problems, boolean there) {
        Set<Long> numbers = new HashSet<>();
        boolean inSnapshot = false;
        List<Effect> missing = new ArrayList<>();
        for (Effect effect : entry.effects()) {
            Long txnSeq = seen.get(effect);
            if (txnSeq == null) {
                missing.add(effect);
            } else if (txnSeq == SNAPSHOT) {
                inSnapshot = true;
            } else {
                numbers.add(txnSeq);
            }
        }
        boolean streamed = !numbers.isEmpty();
        if (there && (coverage == Coverage.ALL_STREAMED || streamed)) {
            missing.forEach(effect -> problems.add("missing: " + effect + " of " + entry.outcome() + " transaction "
                    + entry.number() + " of writer " + entry.writer()));
        }
        if (numbers.size() > 1 || (streamed && inSnapshot)) {
            problems.add("transaction " + entry.number() + " of writer " + entry.writer() + " came as " + numbers
                    + (inSnapshot ? " and by the snapshot" : ""));
        }
        if (streamed) {
            long number = numbers.iterator().next();
            Long last = lastOfWriter.put(entry.writer(), number);
            if (last != null && last >= number) {
                problems.add("transaction " + entry.number() + " of writer " + entry.writer() + " came as " + number
                        + ", after " + last);
            }
        }
        if (entry.outcome() == Outcome.ACKNOWLEDGED
                && coverage == Coverage.SNAPSHOT_FIRST
                && !streamed
                && lastOfWriter.containsKey(entry.writer())
                && !entry.effects().isEmpty()) {
            problems.add("transaction " + entry.number() + " of writer " + entry.writer()
                    + " is not in the stream, though an earlier one is");
        }
    }
}
