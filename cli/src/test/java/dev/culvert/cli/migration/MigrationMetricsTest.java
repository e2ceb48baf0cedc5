package dev.culvert.cli.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.migration.state.MigrationState;
import dev.culvert.migration.status.CopyStatus;
import dev.culvert.migration.status.LinkStatus;
import dev.culvert.migration.status.MigrationStatus;
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

class MigrationMetricsTest {
    private static MigrationStatus status(MigrationState state, Optional<CopyStatus> copy, List<LinkStatus> links) {
        return new MigrationStatus(
                "shop",
                Instant.EPOCH,
                state,
                state == MigrationState.UNKNOWN ? Optional.empty() : Optional.of("source"),
                0,
                state == MigrationState.UNKNOWN ? Optional.empty() : Optional.of(Instant.ofEpochSecond(7)),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                copy,
                links,
                List.of(),
                List.of());
    }

    private static MigrationStatus full() {
        CopyStatus copy = new CopyStatus(
                false,
                10,
                20,
                30,
                Optional.of(40L),
                Optional.of(50L),
                List.of(
                        new CopyStatus.Table("public.a", "ready", 2, 2, 10, 10, 20, 20),
                        new CopyStatus.Table("public.b", "waiting", 1, 0, 0, 10, 0, 10)));
        LinkStatus link = new LinkStatus(
                "culvert_shop_e1",
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
        return status(MigrationState.COPYING, Optional.of(copy), List.of(link));
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
        String page = Files.readString(Path.of("../docs/metrics.md"));

        assertThat(all("(?m)^# TYPE (\\S+) gauge$", MigrationMetrics.of(full())))
                .isNotEmpty()
                .isEqualTo(all("(?m)^\\| `(culvert_migration_\\w+)` \\|", page));
    }

    @Test
    void figuresHaveTheirLabels() {
        assertThat(MigrationMetrics.of(full()).lines())
                .contains(
                        "culvert_migration_state{migration=\"shop\",state=\"COPYING\"} 1",
                        "culvert_migration_state{migration=\"shop\",state=\"READY\"} 0",
                        "culvert_migration_open{migration=\"shop\",side=\"source\"} 1",
                        "culvert_migration_open{migration=\"shop\",side=\"target\"} 0",
                        "culvert_migration_copy_tables_done{migration=\"shop\"} 1",
                        "culvert_migration_lag_seconds{migration=\"shop\",link=\"culvert_shop_e1\",from=\"source\","
                                + "to=\"target\"} 1.5");
    }

    @Test
    void whatIsNotKnownHasNoLine() {
        assertThat(MigrationMetrics.of(status(MigrationState.UNKNOWN, Optional.empty(), List.of())))
                .contains("state=\"UNKNOWN\"} 1")
                .doesNotContain("_open", "_turns", "_copy", "_lag", "_verified");
    }
}
