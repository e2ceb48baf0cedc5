package dev.culvert.cli.migration;

import dev.culvert.cli.metrics.Gauges;
import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.status.CopyStatus;
import dev.culvert.migration.status.MigrationStatus;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** A migration's status in Prometheus' text format: gauges, all of this moment. What is not known has no line. */
final class MigrationMetrics {
    private final Gauges gauges;
    private final MigrationStatus status;

    private MigrationMetrics(MigrationStatus status) {
        this.gauges = new Gauges("migration", status.migration());
        this.status = status;
    }

    static String of(MigrationStatus status) {
        return new MigrationMetrics(status).text();
    }

    private String text() {
        boolean unknown = status.state() == MigrationState.UNKNOWN;
        gauges.oneOf(
                "state",
                "state",
                Arrays.stream(MigrationState.values()),
                state -> Optional.of(state == status.state()));
        gauges.oneOf(
                "open",
                "side",
                Stream.of("source", "target"),
                side -> unknown ? Optional.empty() : Optional.of(status.open().equals(Optional.of(side))));
        gauges.plain("turns", unknown ? Optional.empty() : Optional.of(status.turn()));
        gauges.plain("verified_timestamp_seconds", status.verifiedAt().map(Instant::getEpochSecond));
        gauges.plain("waiting", Optional.of(Gauges.flag(status.waitingFor().isPresent())));
        status.copy().ifPresent(this::copy);
        gauges.links(status.links());
        return gauges.text();
    }

    private void copy(CopyStatus copy) {
        gauges.plain("copy_tables", Optional.of(copy.tables().size()));
        gauges.plain("copy_tables_done", Optional.of(copy.tablesCopied()));
        gauges.plain("copy_rows", Optional.of(copy.rows()));
        gauges.plain("copy_bytes", Optional.of(copy.bytes()));
        gauges.plain("copy_expected_bytes", Optional.of(copy.expectedBytes()));
        gauges.plain("copy_bytes_per_second", copy.bytesPerSecond());
        gauges.plain("copy_seconds_left", copy.secondsLeft());
    }
}
