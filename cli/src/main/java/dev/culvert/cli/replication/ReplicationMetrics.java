package dev.culvert.cli.replication;

import dev.culvert.cli.metrics.Gauges;
import dev.culvert.migration.replication.ReplicationState;
import dev.culvert.migration.replication.ReplicationStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The figures of a replication; docs/metrics.md lists them. */
final class ReplicationMetrics {
    private ReplicationMetrics() {}

    static String of(ReplicationStatus status) {
        Gauges gauges = new Gauges("replication", status.replication());
        gauges.oneOf(
                "state",
                "state",
                Arrays.stream(ReplicationState.values()),
                state -> Optional.of(state == status.state()));
        gauges.plain("waiting", Optional.of(Gauges.flag(status.waitingFor().isPresent())));
        if (status.state() != ReplicationState.UNKNOWN) {
            List<ReplicationStatus.Table> tables = status.tables();
            gauges.plain("tables", Optional.of(tables.size()));
            gauges.plain(
                    "tables_copied",
                    Optional.of(tables.stream()
                            .filter(table -> table.partsDone() == table.parts())
                            .count()));
            gauges.plain(
                    "tables_streaming",
                    Optional.of(tables.stream()
                            .filter(ReplicationStatus.Table::streams)
                            .count()));
        }
        gauges.links(status.links());
        return gauges.text();
    }
}
