package dev.culvert.benchmarks.latency;

import dev.culvert.benchmarks.BenchmarkException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The moments of each transaction, by its number, in {@link System#nanoTime}: when it was due, when its commit was
 * asked for, when the client knew of it, when a consumer had its record. Safe for any thread.
 */
final class Stopwatch {
    private final int transactions;
    private final long periodNanos;
    private volatile long startNanos;
    private final AtomicLongArray issued;
    private final AtomicLongArray committed;
    private final AtomicLongArray polled;
    private final AtomicInteger received = new AtomicInteger();

    Stopwatch(int transactions, Duration period) {
        this.transactions = transactions;
        this.periodNanos = period.toNanos();
        this.issued = new AtomicLongArray(transactions);
        this.committed = new AtomicLongArray(transactions);
        this.polled = new AtomicLongArray(transactions);
    }

    /** From now on transactions are due: the first one after {@code lead}, the others a period apart. */
    void start(Duration lead) {
        startNanos = System.nanoTime() + lead.toNanos();
    }

    int transactions() {
        return transactions;
    }

    long due(int number) {
        return startNanos + number * periodNanos;
    }

    void issued(int number) {
        issued.set(number, System.nanoTime());
    }

    void committed(int number) {
        committed.set(number, System.nanoTime());
    }

    /** A record that came before is a {@link BenchmarkException}, so is one of no transaction. */
    void polled(long number, long nanos) {
        if (number < 0 || number >= transactions) {
            throw new BenchmarkException("a record of no transaction was read: " + number);
        }
        if (!polled.compareAndSet((int) number, 0, nanos)) {
            throw new BenchmarkException("the record of transaction " + number + " was read twice");
        }
        received.incrementAndGet();
    }

    /** Transactions a second from the first one on, as they were in fact committed. */
    double committedPerSecond(int first) {
        long last = 0;
        for (int i = first; i < transactions; i++) {
            last = Math.max(last, committed.get(i) - startNanos);
        }
        return (transactions - first) / ((last - first * periodNanos) / 1e9);
    }

    int received() {
        return received.get();
    }

    /** From the moment the transaction was due: what a client sees that does not wait for the one before. */
    Percentiles fromDue(int first) {
        return between(first, this::due, polled::get);
    }

    Percentiles fromIssue(int first) {
        return between(first, issued::get, polled::get);
    }

    Percentiles fromCommit(int first) {
        return between(first, committed::get, polled::get);
    }

    /** Not of a system: how long PostgreSQL took, with the wait for a late writer. */
    Percentiles commitItself(int first) {
        return between(first, this::due, committed::get);
    }

    private interface Moment {
        long of(int number);
    }

    private Percentiles between(int first, Moment from, Moment to) {
        long[] nanos = new long[transactions - first];
        Arrays.setAll(nanos, i -> to.of(first + i) - from.of(first + i));
        return Percentiles.of(nanos);
    }
}
