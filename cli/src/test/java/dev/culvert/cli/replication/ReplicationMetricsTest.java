package dev.culvert.cli.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.replication.ReplicationState;
import dev.culvert.migration.replication.ReplicationStatus;
import dev.culvert.migration.status.LinkStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReplicationMetricsTest {
    private static ReplicationStatus status(
            ReplicationState state, List<ReplicationStatus.Table> tables, List<LinkStatus> links) {
        return new ReplicationStatus(
                "orders", Instant.EPOCH, state, "", Optional.empty(), Optional.empty(), tables, links);
    }

    private static ReplicationStatus full() {
        LinkStatus link = new LinkStatus(
                "culvert_orders_e1",
                "source",
                "target",
                Optional.of(true),
                Optional.of(4711),
                Optional.of(1.5),
                Optional.of(100L),
                Optional.of(200L),
                Optional.of(300L),
                Optional.of(400L),
                Optional.of("reserved"),
                2,
                List.of(),
                Optional.of(0L));
        return status(
                ReplicationState.STREAMING,
                List.of(
                        new ReplicationStatus.Table("public.a", link.name(), 2, 2, 10, 10, true),
                        new ReplicationStatus.Table("public.b", link.name(), 2, 1, 10, 10, false)),
                List.of(link));
    }

    private static Set<String> all(String pattern, String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void theManualListsWhatIsServed() throws IOException {
        assertThat(all("(?m)^# TYPE (\\S+) gauge$", ReplicationMetrics.of(full())))
                .isNotEmpty()
                .isEqualTo(all(
                        "(?m)^\\| `(culvert_replication_\\w+)` \\|", Files.readString(Path.of("../docs/metrics.md"))));
    }

    @Test
    void figuresHaveTheirLabels() {
        assertThat(ReplicationMetrics.of(full()).lines())
                .contains(
                        "culvert_replication_state{replication=\"orders\",state=\"STREAMING\"} 1",
                        "culvert_replication_state{replication=\"orders\",state=\"BROKEN\"} 0",
                        "culvert_replication_tables{replication=\"orders\"} 2",
                        "culvert_replication_tables_copied{replication=\"orders\"} 1",
                        "culvert_replication_tables_streaming{replication=\"orders\"} 1",
                        "culvert_replication_lag_seconds{replication=\"orders\",link=\"culvert_orders_e1\","
                                + "from=\"source\",to=\"target\"} 1.5");
    }

    @Test
    void whatIsNotKnownHasNoLine() {
        assertThat(ReplicationMetrics.of(status(ReplicationState.UNKNOWN, List.of(), List.of())))
                .contains("state=\"UNKNOWN\"} 1")
                .doesNotContain("_tables", "_lag");
    }
}
