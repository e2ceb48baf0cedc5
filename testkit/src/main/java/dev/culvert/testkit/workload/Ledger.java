package dev.culvert.testkit.workload;

import java.util.ArrayList;
import java.util.List;

/** What the writers of a {@link Workload} know of their transactions. Immutable. */
public record Ledger(long seed, List<Entry> entries) {
    /** How a transaction ended, as its writer saw it. */
    public enum Outcome {
        /** COMMIT was answered. */
        ACKNOWLEDGED,
        /** It was rolled back, or COMMIT was never sent. */
        ABORTED,
        /** COMMIT was sent and no answer came: it may have happened or not. */
        UNKNOWN
    }

    /**
     * A transaction: the {@code number}th of its writer, in the order of their commits. {@code undone} are effects that
     * it took back itself, by a savepoint.
     */
    public record Entry(int writer, long number, Outcome outcome, List<Effect> effects, List<Effect> undone) {
        public Entry {
            effects = List.copyOf(effects);
            undone = List.copyOf(undone);
        }
    }

    public Ledger {
        entries = List.copyOf(entries);
    }

    public long count(Outcome outcome) {
        return entries.stream().filter(entry -> entry.outcome() == outcome).count();
    }

    /** This one and the entries of a workload that ran afterwards on the same tables, with other writers' numbers. */
    public Ledger plus(Ledger later) {
        List<Entry> all = new ArrayList<>(entries);
        all.addAll(later.entries());
        return new Ledger(seed, all);
    }

    @Override
    public String toString() {
        return "ledger of seed " + seed + ": " + count(Outcome.ACKNOWLEDGED) + " acknowledged, "
                + count(Outcome.ABORTED) + " aborted, " + count(Outcome.UNKNOWN) + " unknown";
    }
}
