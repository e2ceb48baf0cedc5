package dev.culvert.runtime.metrics;

import dev.culvert.runtime.status.StatusBoard;
import dev.culvert.runtime.status.StatusBoard.TableTotals;
import dev.culvert.runtime.status.StatusView;
import dev.culvert.schemas.change.TableId;
import dev.culvert.schemas.error.ErrorCode;
import dev.culvert.schemas.finding.Severity;
import dev.culvert.schemas.status.PipelinePhase;
import dev.culvert.schemas.status.PipelineStatus;
import dev.culvert.schemas.status.PipelineStatus.Progress;
import dev.culvert.schemas.status.PipelineStatus.SlotStatus;
import dev.culvert.schemas.status.PipelineStatus.SnapshotStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The meters of one pipeline. They read a status that {@link #refresh()} takes once per scrape, so that the figures of a scrape
 * belong together; between scrapes nothing is done. A gauge whose value is not known is not a number.
 */
final class PipelineMeters {
    /** Alerts that are told as 0 while they do not hold; any other is told from its first time on. */
    private static final Set<ErrorCode> ALERTS =
            Set.of(ErrorCode.LAG, ErrorCode.WAL_RETAINED, ErrorCode.SLOT_LOST, ErrorCode.DEAD_LETTER);

    private record Alert(ErrorCode code, Severity severity) {}

    private final StatusView view;
    private final StatusBoard board;
    private final MeterRegistry registry;
    private final Tags tags;
    private final Set<TableId> tables = new HashSet<>();
    private final Set<Alert> alerts = new HashSet<>();
    private volatile PipelineStatus status;
    private volatile Map<TableId, TableTotals> totals = Map.of();

    PipelineMeters(StatusView view, MeterRegistry registry) {
        this.view = view;
        this.board = view.board();
        this.registry = registry;
        this.tags = Tags.of("pipeline", board.pipeline());
        this.status = view.status();
        work();
        position("received", PipelineStatus::received);
        position("durable", PipelineStatus::durable);
        position("confirmed", PipelineStatus::confirmed);
        slot();
        snapshot();
        ALERTS.forEach(code -> {
            alert(new Alert(code, Severity.WARNING));
            alert(new Alert(code, Severity.ERROR));
        });
    }

    /** Takes what the next scrape shows. Not thread-safe. */
    void refresh() {
        totals = board.totals();
        totals.keySet().forEach(this::table);
        status = view.status();
        status.findings().forEach(finding -> alert(new Alert(finding.code(), finding.severity())));
    }

    private void work() {
        counter("culvert.rows", "Rows and changes that were handed to Kafka", StatusBoard::rows);
        counter("culvert.sent.bytes", "Bytes of keys and values that were handed to Kafka", StatusBoard::bytes);
        counter("culvert.transactions", "PostgreSQL transactions with captured changes", StatusBoard::transactions);
        counter("culvert.restarts", "Attempts that were started over after an error", StatusBoard::restarts);
        for (PipelinePhase phase : PipelinePhase.values()) {
            gauge(
                    "culvert.phase",
                    "1 for the phase that the pipeline is in",
                    tags.and("phase", lower(phase)),
                    s -> Optional.of(s.phase() == phase ? 1 : 0));
        }
        String latency = "Commit on the server to durable in Kafka, newest transactions, as the two clocks have it";
        gauge("culvert.latency.seconds", latency, tags.and("quantile", "0.5"), s -> s.latency()
                .map(PipelineStatus.Latency::p50Seconds));
        gauge("culvert.latency.seconds", latency, tags.and("quantile", "0.99"), s -> s.latency()
                .map(PipelineStatus.Latency::p99Seconds));
        gauge("culvert.last.commit.age.seconds", "Age of the newest commit that is in Kafka", tags, s -> s.lastCommit()
                .map(commit -> Duration.between(commit, s.at()).toMillis() / 1_000.0));
    }

    private void position(String name, Function<PipelineStatus, Optional<Progress>> position) {
        Tags labels = tags.and("position", name);
        gauge(
                "culvert.lag.bytes",
                "WAL between the position and the end of the server's WAL",
                labels,
                s -> position.apply(s).flatMap(Progress::bytesBehind));
        gauge(
                "culvert.lag.seconds",
                "Age of the oldest WAL that the position has not reached",
                labels,
                s -> position.apply(s).flatMap(Progress::secondsBehind));
    }

    private void slot() {
        gauge("culvert.slot.active", "Whether somebody reads the slot", tags, s -> s.slot()
                .map(slot -> slot.active() ? 1 : 0));
        gauge("culvert.wal.retained.bytes", "WAL that the server keeps because of the slot", tags, s -> s.slot()
                .flatMap(SlotStatus::retainedBytes));
        gauge("culvert.wal.allowed.bytes", "maxRetainedWal of the definition", tags, s -> s.slot()
                .map(SlotStatus::allowedBytes));
        gauge(
                "culvert.wal.safe.bytes",
                "WAL that may be written before the server gives the slot up",
                tags,
                s -> s.slot().flatMap(SlotStatus::safeBytes));
    }

    private void snapshot() {
        gauge("culvert.snapshot.tables", "Tables that are being copied", tags, s -> s.snapshot()
                .map(SnapshotStatus::tables));
        gauge("culvert.snapshot.tables.done", "Tables of the copy that are finished", tags, s -> s.snapshot()
                .map(SnapshotStatus::tablesDone));
        gauge("culvert.snapshot.rows", "Rows that the copy has read", tags, s -> s.snapshot()
                .map(SnapshotStatus::rowsCopied));
        gauge(
                "culvert.snapshot.rows.estimated",
                "Rows that the catalog believes there are to copy",
                tags,
                s -> s.snapshot().flatMap(SnapshotStatus::rowsEstimated));
        gauge("culvert.snapshot.left.seconds", "Time that the copy will take yet", tags, s -> s.snapshot()
                .flatMap(SnapshotStatus::secondsLeft));
    }

    private void table(TableId table) {
        if (!tables.add(table)) {
            return;
        }
        tableCounter("culvert.table.changes", "Changes of the table", table, TableTotals::changes);
        tableCounter(
                "culvert.table.snapshot.rows", "Rows that were copied, all copies", table, TableTotals::rowsCopied);
        tableCounter(
                "culvert.table.dead.letters",
                "Changes and rows of the table that went to the dead-letter topic",
                table,
                TableTotals::deadLetters);
        tableCounter("culvert.table.sent.bytes", "Bytes of the table's keys and values", table, TableTotals::bytes);
    }

    private void alert(Alert alert) {
        if (!alerts.add(alert)) {
            return;
        }
        gauge(
                "culvert.alerts",
                "Findings that hold now",
                tags.and("code", alert.code().code(), "severity", lower(alert.severity())),
                s -> Optional.of(s.findings().stream()
                        .filter(f -> f.code() == alert.code() && f.severity() == alert.severity())
                        .count()));
    }

    private void counter(String name, String help, ToDoubleFunction<StatusBoard> value) {
        FunctionCounter.builder(name, board, value).tags(tags).description(help).register(registry);
    }

    private void tableCounter(String name, String help, TableId table, ToLongFunction<TableTotals> value) {
        FunctionCounter.builder(name, this, meters -> Optional.ofNullable(meters.totals.get(table))
                        .map(totals -> (double) value.applyAsLong(totals))
                        .orElse(Double.NaN))
                .tags(tags.and("table", table.toString()))
                .description(help)
                .register(registry);
    }

    private void gauge(
            String name, String help, Tags labels, Function<PipelineStatus, Optional<? extends Number>> value) {
        Gauge.builder(name, this, meters -> value.apply(meters.status)
                        .map(Number::doubleValue)
                        .orElse(Double.NaN))
                .tags(labels)
                .description(help)
                .register(registry);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
