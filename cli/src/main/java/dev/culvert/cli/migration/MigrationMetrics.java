package dev.culvert.cli.migration;

import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.status.CopyStatus;
import dev.culvert.migration.status.LinkStatus;
import dev.culvert.migration.status.MigrationStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A migration's status in Prometheus' text format: gauges, all of this moment. What is not known has no line. */
final class MigrationMetrics {
    private static final String PREFIX = "culvert_migration_";

    private final StringBuilder text = new StringBuilder();
    private final MigrationStatus status;

    private MigrationMetrics(MigrationStatus status) {
        this.status = status;
    }

    static String of(MigrationStatus status) {
        return new MigrationMetrics(status).text();
    }

    private String text() {
        gauge(
                "state",
                Arrays.stream(MigrationState.values()),
                state -> Map.of("state", state.name()),
                state -> flag(state == status.state()));
        gauge(
                "open",
                Stream.of("source", "target"),
                side -> Map.of("side", side),
                side -> status.state() == MigrationState.UNKNOWN
                        ? Optional.empty()
                        : flag(status.open().equals(Optional.of(side))));
        plain("turns", status.state() == MigrationState.UNKNOWN ? Optional.empty() : Optional.of(status.turn()));
        plain("verified_timestamp_seconds", status.verifiedAt().map(Instant::getEpochSecond));
        plain("waiting", flag(status.waitingFor().isPresent()));
        copy();
        link("link_worker", link -> flag(link.worker().isPresent()));
        link("link_apply_errors", LinkStatus::applyErrors);
        link("lag_seconds", LinkStatus::secondsBehind);
        link("lag_bytes", LinkStatus::bytesBehind);
        link("wal_retained_bytes", LinkStatus::retainedBytes);
        link("wal_allowed_bytes", LinkStatus::allowedBytes);
        link("wal_safe_bytes", LinkStatus::safeBytes);
        return text.toString();
    }

    private void copy() {
        plain("copy_tables", copy(copy -> Optional.of(copy.tables().size())));
        plain("copy_tables_done", copy(copy -> Optional.of(copy.tablesCopied())));
        plain("copy_rows", copy(copy -> Optional.of(copy.rows())));
        plain("copy_bytes", copy(copy -> Optional.of(copy.bytes())));
        plain("copy_expected_bytes", copy(copy -> Optional.of(copy.expectedBytes())));
        plain("copy_bytes_per_second", copy(CopyStatus::bytesPerSecond));
        plain("copy_seconds_left", copy(CopyStatus::secondsLeft));
    }

    private Optional<? extends Number> copy(Function<CopyStatus, Optional<? extends Number>> figure) {
        return status.copy().flatMap(copy -> figure.apply(copy));
    }

    private void plain(String name, Optional<? extends Number> figure) {
        gauge(name, Stream.of(status), any -> Map.of(), any -> figure);
    }

    private void link(String name, Function<LinkStatus, Optional<? extends Number>> figure) {
        gauge(name, status.links().stream(), MigrationMetrics::labels, figure);
    }

    private static Map<String, String> labels(LinkStatus link) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("link", link.name());
        labels.put("from", link.from());
        labels.put("to", link.to());
        return labels;
    }

    private static Optional<Integer> flag(boolean on) {
        return Optional.of(on ? 1 : 0);
    }

    private <T> void gauge(
            String name,
            Stream<T> subjects,
            Function<T, Map<String, String>> labels,
            Function<T, ? extends Optional<? extends Number>> figure) {
        List<String> lines = subjects.flatMap(subject -> figure
                        .apply(subject)
                        .map(value -> PREFIX + name + "{" + written(labels.apply(subject)) + "} " + value)
                        .stream())
                .toList();
        if (!lines.isEmpty()) {
            text.append("# TYPE ").append(PREFIX).append(name).append(" gauge\n");
            lines.forEach(line -> text.append(line).append('\n'));
        }
    }

    /** Names of migrations, sides and links: none has a character that would have to be escaped. */
    private String written(Map<String, String> labels) {
        StringBuilder all = new StringBuilder("migration=\"" + status.migration() + '"');
        labels.forEach((label, value) ->
                all.append(',').append(label).append("=\"").append(value).append('"'));
        return all.toString();
    }
}
