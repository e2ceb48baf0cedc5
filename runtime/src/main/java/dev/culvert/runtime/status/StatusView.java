package dev.culvert.runtime.status;

import dev.culvert.schemas.change.Lsn;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.definition.PipelineDefinition;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.schemas.status.PipelineStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Makes the status record of what the board holds, and watches it for alerts. {@link StatusTicker} calls {@link #tick()} once a
 * second; {@link #status()} may be called from any, at any time, even before the first tick.
 */
public final class StatusView {
    private final StatusBoard board;
    private final PipelineDefinition definition;
    private final LongSupplier nanos;
    private final RateWindow rates = new RateWindow();
    private final Alerts alerts;
    private volatile Optional<Long> lastTick = Optional.empty();

    public StatusView(StatusBoard board, PipelineDefinition definition) {
        this(board, definition, System::nanoTime);
    }

    /** @param nanos monotonic time, the same as the board's */
    public StatusView(StatusBoard board, PipelineDefinition definition, LongSupplier nanos) {
        this.board = board;
        this.definition = definition;
        this.nanos = nanos;
        this.alerts = new Alerts(board, definition, nanos);
    }

    public StatusBoard board() {
        return board;
    }

    /** Takes a sample for the rates and looks whether an alert begins or ends. Logs where one does. */
    public void tick() {
        long now = nanos.getAsLong();
        rates.add(new RateWindow.Sample(now, board.rows(), board.bytes(), board.transactions(), copied()));
        alerts.tick();
        lastTick = Optional.of(now);
    }

    /** How long ago the last tick was; empty before the first. */
    public Optional<Duration> sinceTick() {
        return lastTick.map(then -> Duration.ofNanos(nanos.getAsLong() - then));
    }

    /** What is known now; what is not is empty. */
    public PipelineStatus status() {
        long now = nanos.getAsLong();
        PipelinePhase phase = board.phase();
        Optional<Lag> received = Lag.received(board);
        Optional<Lag> durable = Lag.durable(board);
        Optional<Lag> confirmed = Lag.confirmed(board);
        return new PipelineStatus(
                board.pipeline(),
                phase,
                board.now(),
                board.since(),
                board.waitingFor(),
                board.walEnd().map(Lsn::toString),
                received.map(Lag::progress),
                durable.map(Lag::progress),
                confirmed.map(Lag::progress),
                Behind.find(phase, received, durable, confirmed).map(Behind::text),
                board.slot().map(this::slot),
                rates.throughput(now),
                latency(),
                board.lastCommit(),
                phase == PipelinePhase.SNAPSHOT
                        ? Optional.of(CopyProgress.of(board.tables().values(), rates.copyRate(now)))
                        : Optional.empty(),
                tables(),
                board.restarts(),
                board.lastError(),
                findings());
    }

    private long copied() {
        return board.tables().values().stream().mapToLong(t -> t.copied.sum()).sum();
    }

    private PipelineStatus.SlotStatus slot(StatusBoard.SlotSample sample) {
        return new PipelineStatus.SlotStatus(
                sample.name(),
                sample.active(),
                sample.walStatus(),
                sample.retainedBytes(),
                definition.source().slot().maxRetainedWal(),
                sample.safeBytes());
    }

    private Optional<PipelineStatus.Latency> latency() {
        return board.latency().quantile(0.5).flatMap(p50 -> board.latency()
                .quantile(0.99)
                .map(p99 -> new PipelineStatus.Latency(p50.toNanos() / 1e9, p99.toNanos() / 1e9)));
    }

    private List<PipelineStatus.TableStatus> tables() {
        return board.tables().entrySet().stream().map(StatusView::table).toList();
    }

    private static PipelineStatus.TableStatus table(Map.Entry<TableId, TableCounters> entry) {
        TableCounters counters = entry.getValue();
        return new PipelineStatus.TableStatus(
                entry.getKey().toString(),
                counters.topic,
                counters.state,
                counters.seenCopy ? Optional.of(counters.copiedNow()) : Optional.empty(),
                counters.estimatedRows < 0 ? Optional.empty() : Optional.of(counters.estimatedRows),
                Optional.of(counters.changes.sum()),
                Optional.of(counters.bytes.sum()),
                Optional.of(counters.deadLetters.sum()));
    }

    /** What others put on the board, then the alerts. */
    private List<Finding> findings() {
        List<Finding> all = new ArrayList<>(board.findings());
        all.addAll(alerts.findings());
        return all;
    }
}
