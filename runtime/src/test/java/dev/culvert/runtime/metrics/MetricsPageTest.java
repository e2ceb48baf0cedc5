package dev.culvert.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.runtime.status.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that lists the metrics says what is served, and nothing else. */
class MetricsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (\\w+) \\|");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\w+)$");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");

    private static Map<String, String> all(Pattern pattern, String text) {
        Map<String, String> found = new TreeMap<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group(2));
        }
        return found;
    }

    @Test
    void thePageListsWhatIsServed() throws IOException {
        Map<String, String> listed = all(ROW, Files.readString(PAGE));
        Map<String, String> served;
        try (PipelineMetrics metrics = new PipelineMetrics(List.of(new Scene().view))) {
            served = all(TYPE, metrics.scrape());
        }

        assertThat(listed).as("what is served has its line").containsAllEntriesOf(served);
        Map<String, String> ours = new TreeMap<>(listed);
        // which of the garbage collector's there are depends on the collector and on what it has done
        ours.keySet().removeIf(name -> name.startsWith("jvm_gc_"));
        // other processes serve them
        ours.keySet()
                .removeIf(name -> name.startsWith("culvert_migration_")
                        || name.startsWith("culvert_replication_")
                        || name.startsWith("culvert_sink_"));
        assertThat(served).as("what has a line is served").containsAllEntriesOf(ours);
    }

    @Test
    void thePageNamesEveryLabel() throws IOException {
        String page = Files.readString(PAGE);
        try (PipelineMetrics metrics = new PipelineMetrics(List.of(new Scene().view))) {
            List<String> lines = metrics.scrape()
                    .lines()
                    .filter(line -> line.startsWith("culvert_"))
                    .toList();
            assertThat(lines).isNotEmpty().allSatisfy(line -> {
                Matcher label = LABEL.matcher(line.substring(0, line.lastIndexOf(' ')));
                while (label.find()) {
                    assertThat(page).contains("`" + label.group(1) + "`");
                }
            });
        }
    }
}
