package dev.culvert.cli.pipeline;

import dev.culvert.cli.output.FindingText;
import dev.culvert.cli.output.Style;
import dev.culvert.cli.output.TextTable;
import dev.culvert.schemas.finding.Finding;
import dev.culvert.schemas.status.Amount;
import dev.culvert.schemas.status.PipelineStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A status in words, as one block. What is not known is {@code -}, never 0. */
final class StatusText {
    private static final String UNKNOWN = "-";

    private final Style style;

    StatusText(Style style) {
        this.style = style;
    }

    /** Everything. */
    List<String> lines(PipelineStatus status) {
        List<String> lines = summary(status);
        if (!status.tables().isEmpty()) {
            lines.add("");
            lines.addAll(tables(status));
        }
        return lines;
    }

    /** Without the tables. */
    List<String> summary(PipelineStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add(style.strong(status.pipeline()) + "  " + status.phase() + "  for "
                + Amount.time(Duration.between(status.since(), status.at())));
        status.waitingFor().ifPresent(what -> lines.add("  waiting    " + what));
        status.snapshot().ifPresent(copy -> lines.add("  snapshot   " + snapshot(copy)));
        lines.add("  received   " + progress(status.received()));
        lines.add("  durable    " + progress(status.durable()));
        lines.add("  confirmed  " + progress(status.confirmed()));
        lines.add("  slot       " + status.slot().map(StatusText::slot).orElse(UNKNOWN));
        lines.add("  rate       " + status.throughput().map(StatusText::rate).orElse(UNKNOWN));
        lines.add("  latency    " + status.latency().map(StatusText::latency).orElse(UNKNOWN));
        status.behind().ifPresent(what -> lines.add("  behind     " + what));
        if (status.restarts() > 0) {
            lines.add("  restarts   " + status.restarts());
        }
        status.lastError().ifPresent(error -> lines.add("  " + lastError(error)));
        FindingText findings = new FindingText(style);
        for (Finding finding : status.findings()) {
            findings.lines(finding).forEach(line -> lines.add("  " + line));
        }
        return lines;
    }

    /** Several, a line for each, and what each waits for or failed by. */
    List<String> overview(List<PipelineStatus> statuses) {
        TextTable table =
                new TextTable("PIPELINE", "PHASE", "FOR", "DURABLE", "BEHIND", "ROWS/S", "RETAINS", "RESTARTS");
        for (PipelineStatus status : statuses) {
            table.row(
                    status.pipeline(),
                    status.phase().toString(),
                    Amount.time(Duration.between(status.since(), status.at())),
                    status.durable().map(PipelineStatus.Progress::lsn).orElse(UNKNOWN),
                    status.durable()
                            .flatMap(PipelineStatus.Progress::secondsBehind)
                            .map(StatusText::seconds)
                            .orElse(UNKNOWN),
                    status.throughput()
                            .map(rate -> String.format(Locale.ROOT, "%.0f", rate.rowsPerSecond()))
                            .orElse(UNKNOWN),
                    status.slot()
                            .flatMap(PipelineStatus.SlotStatus::retainedBytes)
                            .map(Amount::bytes)
                            .orElse(UNKNOWN),
                    Long.toString(status.restarts()));
        }
        List<String> lines = new ArrayList<>(table.lines());
        for (PipelineStatus status : statuses) {
            String name = "  " + status.pipeline() + "  ";
            status.waitingFor().ifPresent(what -> lines.add(name + "waiting    " + what));
            status.lastError().ifPresent(error -> lines.add(name + lastError(error)));
            status.findings()
                    .forEach(finding -> new FindingText(style).lines(finding).forEach(line -> lines.add(name + line)));
        }
        return lines;
    }

    private static String lastError(PipelineStatus.LastError error) {
        return "last error " + error.code() + " " + error.object() + ": " + error.fact() + " (" + error.at() + ")";
    }

    private static List<String> tables(PipelineStatus status) {
        TextTable table = new TextTable("TABLE", "TOPIC", "STATE", "COPIED", "OF ABOUT", "CHANGES", "BYTES");
        for (PipelineStatus.TableStatus each : status.tables()) {
            table.row(
                    each.table(),
                    each.topic(),
                    each.state(),
                    count(each.rowsCopied()),
                    count(each.rowsEstimated()),
                    count(each.changes()),
                    each.bytes().map(Amount::bytes).orElse(UNKNOWN));
        }
        return table.lines();
    }

    private static String progress(Optional<PipelineStatus.Progress> progress) {
        return progress.map(p -> "%-18s %s, %s behind"
                        .formatted(
                                p.lsn(),
                                p.bytesBehind().map(Amount::bytes).orElse(UNKNOWN),
                                p.secondsBehind().map(StatusText::seconds).orElse(UNKNOWN)))
                .orElse(UNKNOWN);
    }

    private static String snapshot(PipelineStatus.SnapshotStatus copy) {
        return copy.tablesDone() + " of " + copy.tables() + " tables, " + copy.rowsCopied() + " of "
                + copy.rowsEstimated().map(rows -> "about " + rows).orElse(UNKNOWN) + " rows"
                + copy.secondsLeft().map(left -> ", " + seconds(left) + " left").orElse("");
    }

    private static String slot(PipelineStatus.SlotStatus slot) {
        return slot.name() + "  " + (slot.active() ? "active" : "not active") + ", " + slot.walStatus() + ", retains "
                + slot.retainedBytes().map(Amount::bytes).orElse(UNKNOWN) + " of "
                + Amount.bytes(slot.allowedBytes())
                + slot.safeBytes()
                        .map(safe -> ", safe for " + Amount.bytes(safe) + " more")
                        .orElse(", nothing bounds it");
    }

    private static String rate(PipelineStatus.Throughput rate) {
        return String.format(
                Locale.ROOT,
                "%.0f rows/s, %s/s, %.0f transactions/s",
                rate.rowsPerSecond(),
                Amount.bytes((long) rate.bytesPerSecond()),
                rate.transactionsPerSecond());
    }

    private static String latency(PipelineStatus.Latency latency) {
        return String.format(
                Locale.ROOT, "p50 %.0f ms, p99 %.0f ms", latency.p50Seconds() * 1000, latency.p99Seconds() * 1000);
    }

    private static String seconds(double seconds) {
        return Amount.time(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    private static String count(Optional<Long> count) {
        return count.map(Object::toString).orElse(UNKNOWN);
    }
}
