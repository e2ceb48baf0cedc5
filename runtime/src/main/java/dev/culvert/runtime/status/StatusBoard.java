package dev.culvert.runtime.status;

import dev.culvert.postgres.slot.SlotInfo;
import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.CulvertException;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.schemas.status.PipelineStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Where the threads of a pipeline put what they know, for status, metrics and alerts. Lives as long as the process, across
 * attempts. Thread-safe; the calls of the hot path do not lock.
 */
public final class StatusBoard {

    /** What the slot looked like when it was last asked for. */
    public record SlotSample(
            String name,
            boolean active,
            String walStatus,
            Optional<Long> retainedBytes,
            Optional<Long> safeBytes,
            Optional<Lsn> confirmed) {

        public static SlotSample of(SlotInfo slot) {
            return new SlotSample(
                    slot.name(),
                    slot.active(),
                    slot.walStatus().orElse("unknown"),
                    known(slot.retainedBytes()),
                    known(slot.safeWalBytes()),
                    slot.confirmedFlushLsn());
        }

        private static Optional<Long> known(OptionalLong value) {
            return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
        }
    }

    /** What this process has done for one table, all copies of it together. */
    public record TableTotals(long rowsCopied, long changes, long bytes, long deadLetters) {}

    private static final long NEVER = Long.MIN_VALUE;

    private final String pipeline;
    private final Clock clock;
    private final LongSupplier nanos;
    private final LagClock lag = new LagClock();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder rows = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder restarts = new LongAdder();
    private final LatencyWindow latency = new LatencyWindow();
    private final List<Consumer<PipelinePhase>> listeners = new CopyOnWriteArrayList<>();

    private volatile Map<TableId, TableCounters> tables = Map.of();
    private volatile PipelinePhase phase = PipelinePhase.STARTING;
    private volatile Instant since;
    private volatile long sinceNanos;
    private volatile Optional<String> waitingFor = Optional.empty();
    private volatile Optional<Lsn> received = Optional.empty();
    private volatile Optional<Lsn> durable = Optional.empty();
    private volatile Optional<Lsn> confirmed = Optional.empty();
    private volatile Optional<SlotSample> slot = Optional.empty();
    private volatile Optional<PipelineStatus.LastError> lastError = Optional.empty();
    private volatile Optional<Instant> wholeCommit = Optional.empty();
    private volatile Optional<Instant> durableCommit = Optional.empty();
    private volatile List<Finding> findings = List.of();
    private volatile Optional<String> earlierLetters = Optional.empty();
    private volatile long turn = NEVER;
    private volatile long rowsAtDurable;

    public StatusBoard(String pipeline, Clock clock) {
        this(pipeline, clock, System::nanoTime);
    }

    /** @param nanos monotonic time, which alone decides lags, rates and alerts */
    public StatusBoard(String pipeline, Clock clock, LongSupplier nanos) {
        this.pipeline = pipeline;
        this.clock = clock;
        this.nanos = nanos;
        this.since = clock.instant();
        this.sinceNanos = nanos.getAsLong();
    }

    public String pipeline() {
        return pipeline;
    }

    // ---- told by the threads that work

    /** @param topics the topic of each captured table */
    public void tables(Map<TableId, String> topics) {
        Map<TableId, TableCounters> next = new TreeMap<>(tables);
        next.keySet().retainAll(topics.keySet());
        topics.forEach((table, topic) -> next.computeIfAbsent(table, t -> new TableCounters(topic)));
        tables = next;
    }

    public void phase(PipelinePhase next) {
        if (phase != next) {
            phase = next;
            since = clock.instant();
            sinceNanos = nanos.getAsLong();
            if (next == PipelinePhase.STREAMING) {
                tables.values().forEach(t -> t.state = "streaming");
            }
            listeners.forEach(listener -> listener.accept(next));
        }
        waitingFor = Optional.empty();
    }

    /** What is being waited for and why; gone with the next phase, or with {@link #goingOn}. */
    public void waitingFor(String what) {
        waitingFor = Optional.of(what);
    }

    public void goingOn() {
        waitingFor = Optional.empty();
    }

    /** What the catalog believes a table has, told of each table before the first is copied; negative if it does not know. */
    public void estimated(TableId table, long rows) {
        TableCounters counters = tables.get(table);
        if (counters != null) {
            counters.estimatedRows = rows;
        }
    }

    /** A table is copied from its first row, perhaps once more; its rows are counted from here. */
    public void copying(TableId table, long estimatedRows) {
        TableCounters counters = tables.get(table);
        if (counters != null) {
            counters.estimatedRows = estimatedRows;
            counters.copiedBefore = counters.copied.sum();
            counters.seenCopy = true;
            counters.state = "copying";
        }
    }

    public void copied(TableId table) {
        TableCounters counters = tables.get(table);
        if (counters != null) {
            counters.state = "copied";
        }
    }

    /** A row of the snapshot was handed to Kafka's client. */
    public void copiedRow(TableId table) {
        TableCounters counters = tables.get(table);
        if (counters != null) {
            counters.copied.increment();
        }
        rows.increment();
    }

    /** A change of the stream was handed to Kafka's client. */
    public void change(TableId table) {
        TableCounters counters = tables.get(table);
        if (counters != null) {
            counters.changes.increment();
        }
        rows.increment();
    }

    /** Bytes of key and value were handed to Kafka's client. */
    public void sent(TableId table, long size) {
        TableCounters counters = tables.get(table);
        if (counters != null) {
            counters.bytes.add(size);
        }
        bytes.add(size);
    }

    /** A change or a row went to the dead-letter topic and not to its table's. */
    public void deadLetter(TableId table) {
        TableCounters counters = tables.get(table);
        if (counters != null) {
            counters.deadLetters.increment();
        }
    }

    /** @param topic the dead-letter topic, if it has letters of earlier runs */
    public void earlierLetters(Optional<String> topic) {
        earlierLetters = topic;
    }

    Optional<String> earlierLetters() {
        return earlierLetters;
    }

    /** A transaction with captured changes is whole. */
    public void transaction(Instant commitTime) {
        transactions.increment();
        wholeCommit = Optional.of(commitTime);
        latency.pending(commitTime);
    }

    public void received(Lsn lsn) {
        received = Optional.of(lsn);
    }

    public void durable(Lsn lsn) {
        if (durable.isEmpty() || !durable.get().equals(lsn)) {
            // a part of a large transaction leaves the position where it was, and the rest of it in hand
            rowsAtDurable = rows.sum();
        }
        durable = Optional.of(lsn);
        durableCommit = wholeCommit;
        latency.durable(clock.instant());
    }

    public void confirmed(Lsn lsn) {
        confirmed = Optional.of(lsn);
    }

    public void walEnd(Lsn lsn) {
        lag.sample(lsn, nanos.getAsLong());
    }

    public void slot(SlotSample sample) {
        slot = Optional.of(sample);
    }

    public void error(CulvertException error) {
        lastError = Optional.of(
                new PipelineStatus.LastError(error.code().code(), error.object(), error.fact(), clock.instant()));
    }

    /** The loop made a turn: it is not stuck. Cheap enough for each batch and each idle wait, not for each row. */
    public void turn() {
        long now = nanos.getAsLong();
        turn = now == NEVER ? now + 1 : now;
    }

    public void restart() {
        restarts.increment();
    }

    public void findings(List<Finding> now) {
        findings = List.copyOf(now);
    }

    /** Called at each change of phase, on the thread that changed it. */
    public void onPhase(Consumer<PipelinePhase> listener) {
        listeners.add(listener);
    }

    // ---- asked by status, metrics and alerts

    public PipelinePhase phase() {
        return phase;
    }

    public Instant since() {
        return since;
    }

    /** For how long the phase has lasted. */
    Duration inPhase() {
        return Duration.ofNanos(nanos.getAsLong() - sinceNanos);
    }

    public Instant now() {
        return clock.instant();
    }

    public Optional<String> waitingFor() {
        return waitingFor;
    }

    public Optional<Lsn> walEnd() {
        return lag.walEnd();
    }

    public Optional<Lsn> received() {
        return received;
    }

    public Optional<Lsn> durable() {
        return durable;
    }

    public Optional<Lsn> confirmed() {
        return confirmed;
    }

    /**
     * Age of the oldest WAL that {@code position} has not reached. WAL that is older than this process is at least as old as
     * the process has seen it; where the last transaction before it is known, as old as that.
     */
    public Optional<Duration> behind(Lsn position) {
        Optional<Duration> seen = lag.behind(position, nanos.getAsLong());
        if (seen.isEmpty() || durableCommit.isEmpty() || !lag.predates(position)) {
            return seen;
        }
        Duration sinceCommit = Duration.between(durableCommit.get(), clock.instant());
        return sinceCommit.compareTo(seen.get()) > 0 ? Optional.of(sinceCommit) : seen;
    }

    /** Whether rows were handed to Kafka's client that no durable position covers yet. */
    boolean inHand() {
        return rows.sum() != rowsAtDurable;
    }

    /** When the newest transaction that is in Kafka was committed, by the server's clock; empty before the first. */
    public Optional<Instant> lastCommit() {
        return durableCommit;
    }

    /** How long the loop has made no turn in the present phase; empty if it has never made one, or waits for something named. */
    public Optional<Duration> sinceTurn() {
        long last = turn;
        if (last == NEVER || waitingFor.isPresent()) {
            return Optional.empty();
        }
        long now = nanos.getAsLong();
        return Optional.of(Duration.ofNanos(Math.min(now - last, now - sinceNanos)));
    }

    public Optional<SlotSample> slot() {
        return slot;
    }

    public Optional<PipelineStatus.LastError> lastError() {
        return lastError;
    }

    public List<Finding> findings() {
        return findings;
    }

    public long restarts() {
        return restarts.sum();
    }

    public long rows() {
        return rows.sum();
    }

    public long bytes() {
        return bytes.sum();
    }

    public long transactions() {
        return transactions.sum();
    }

    /** Commit on the server to durable in Kafka, as the two clocks have it. */
    public LatencyWindow latency() {
        return latency;
    }

    /** The captured tables and their counters, which never go back. */
    public Map<TableId, TableTotals> totals() {
        Map<TableId, TableTotals> totals = new TreeMap<>();
        tables.forEach((table, counters) -> totals.put(
                table,
                new TableTotals(
                        counters.copied.sum(),
                        counters.changes.sum(),
                        counters.bytes.sum(),
                        counters.deadLetters.sum())));
        return totals;
    }

    Map<TableId, TableCounters> tables() {
        return tables;
    }
}
