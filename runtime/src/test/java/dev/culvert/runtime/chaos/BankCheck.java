package dev.culvert.runtime.chaos;

import dev.culvert.testkit.record.TableRecord.Change;
import dev.culvert.testkit.record.TableRecord.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The accounts as a consumer has them at the end of each transaction: none may be missing, and their sum is what it always was. What
 * one that begins anew brings is whole with the next transaction. It is a listener of the topics. Not safe for use by several threads.
 */
final class BankCheck implements Consumer<Change> {
    /** {@code generation} is 0 for what was streamed. */
    private record Step(long txnSeq, int generation, long ordinal, Operation operation, int id, long balance) {
        boolean isCopied() {
            return generation > 0;
        }
    }

    private static final int TOLD = 20;

    private final String topic;
    private final int accounts;
    private final long sum;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Integer, Long> lastOfPartition = new HashMap<>();
    /** A copy and its truncate carry no transaction's number: they come after the last that any partition had before them. */
    private final Map<Integer, Long> lastBefore = new HashMap<>();

    BankCheck(String topic, int accounts, long sum) {
        this.topic = topic;
        this.accounts = accounts;
        this.sum = sum;
    }

    @Override
    public void accept(Change change) {
        if (!change.place().topic().equals(topic)) {
            return;
        }
        int partition = change.place().partition();
        if (change.origin().snapshot()) {
            lastBefore.merge(change.origin().generation(), lastOfPartition.getOrDefault(partition, 0L), Math::max);
        } else {
            lastOfPartition.put(partition, change.origin().txnSeq());
        }
        int id = change.key().map(key -> Integer.parseInt(key.text("id"))).orElse(0);
        long balance = change.after()
                .map(after -> Long.parseLong(after.text("balance")))
                .orElse(0L);
        steps.add(new Step(
                change.origin().txnSeq(),
                change.origin().snapshot() ? change.origin().generation() : 0,
                change.origin().ordinal(),
                change.operation(),
                id,
                balance));
    }

    /** What is wrong, in words, once all was read. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        steps.sort(Comparator.comparingLong(this::after)
                .thenComparingInt(Step::generation)
                .thenComparingLong(Step::ordinal));
        Map<Integer, Long> balances = new HashMap<>();
        boolean anew = false;
        for (int i = 0; i < steps.size() && problems.size() < TOLD; i++) {
            Step step = steps.get(i);
            switch (step.operation()) {
                case TRUNCATE -> balances.clear();
                case DELETE -> balances.remove(step.id());
                case READ, CREATE, UPDATE -> balances.put(step.id(), step.balance());
            }
            anew |= step.isCopied() || step.operation() == Operation.TRUNCATE;
            boolean end = i + 1 == steps.size() || after(steps.get(i + 1)) != after(step);
            if (end && !anew) {
                check(step.txnSeq(), balances, problems);
            }
            anew &= !end;
        }
        return problems;
    }

    private long after(Step step) {
        return step.isCopied() ? lastBefore.get(step.generation()) : step.txnSeq();
    }

    private void check(long txnSeq, Map<Integer, Long> balances, List<String> problems) {
        long now = balances.values().stream().mapToLong(Long::longValue).sum();
        if (balances.size() != accounts || now != sum) {
            problems.add("after transaction " + txnSeq + " there are " + balances.size() + " accounts with " + now
                    + " instead of " + accounts + " with " + sum);
        }
    }

    /** Transactions after which the sum was looked at, at most. */
    long transactions() {
        return steps.stream().mapToLong(Step::txnSeq).distinct().count();
    }
}
