package dev.culvert.cli.metrics;

import dev.culvert.migration.status.LinkStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes gauges and counters that all have one label, and leaves out what is not known. For one thread. */
public final class Gauges {
    private final StringBuilder text = new StringBuilder();
    private final String prefix;
    private final String label;

    /**
     * @param kind {@code migration} or {@code replication}, of which names and the label are made
     * @param name of the one that is told of
     */
    public Gauges(String kind, String name) {
        this(kind, kind, name);
    }

    /** @param label by which the one that is told of is named */
    public Gauges(String kind, String label, String name) {
        this.prefix = "culvert_" + kind + "_";
        this.label = label + "=\"" + escaped(name) + '"';
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** A figure of each of several. */
    public <T> void each(
            String name,
            Stream<T> subjects,
            Function<T, Map<String, String>> labels,
            Function<T, ? extends Optional<? extends Number>> figure) {
        gauge(name, subjects, labels, figure);
    }

    /** What each of several has counted since the process began. @param name ends with {@code _total} */
    public <T> void counted(
            String name, Stream<T> subjects, Function<T, Map<String, String>> labels, Function<T, Long> figure) {
        figures(name, "counter", subjects, labels, subject -> Optional.of(figure.apply(subject)));
    }

    /** One figure. */
    public void plain(String name, Optional<? extends Number> figure) {
        gauge(name, Stream.of(name), any -> Map.of(), any -> figure);
    }

    /** 1 for the member of a closed set that it is, 0 for the others. */
    public <T> void oneOf(String name, String labelled, Stream<T> all, Function<T, Optional<Boolean>> is) {
        gauge(name, all, each -> Map.of(labelled, each.toString()), each -> is.apply(each)
                .map(Gauges::flag));
    }

    public static int flag(boolean on) {
        return on ? 1 : 0;
    }

    /** Those of every direction of replication. */
    public void links(List<LinkStatus> links) {
        link(links, "link_worker", link -> Optional.of(flag(link.worker().isPresent())));
        link(links, "link_apply_errors", LinkStatus::applyErrors);
        link(links, "lag_seconds", LinkStatus::secondsBehind);
        link(links, "lag_bytes", LinkStatus::bytesBehind);
        link(links, "wal_retained_bytes", LinkStatus::retainedBytes);
        link(links, "wal_allowed_bytes", LinkStatus::allowedBytes);
        link(links, "wal_safe_bytes", LinkStatus::safeBytes);
    }

    private void link(List<LinkStatus> links, String name, Function<LinkStatus, Optional<? extends Number>> figure) {
        gauge(name, links.stream(), Gauges::labels, figure);
    }

    private static Map<String, String> labels(LinkStatus link) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("link", link.name());
        labels.put("from", link.from());
        labels.put("to", link.to());
        return labels;
    }

    private <T> void gauge(
            String name,
            Stream<T> subjects,
            Function<T, Map<String, String>> labels,
            Function<T, ? extends Optional<? extends Number>> figure) {
        figures(name, "gauge", subjects, labels, figure);
    }

    private <T> void figures(
            String name,
            String type,
            Stream<T> subjects,
            Function<T, Map<String, String>> labels,
            Function<T, ? extends Optional<? extends Number>> figure) {
        List<String> lines = subjects.flatMap(subject -> figure
                        .apply(subject)
                        .map(value -> prefix + name + "{" + written(labels.apply(subject)) + "} " + value)
                        .stream())
                .toList();
        if (!lines.isEmpty()) {
            text.append("# TYPE ")
                    .append(prefix)
                    .append(name)
                    .append(' ')
                    .append(type)
                    .append('\n');
            lines.forEach(line -> text.append(line).append('\n'));
        }
    }

    private String written(Map<String, String> labels) {
        StringBuilder all = new StringBuilder(label);
        labels.forEach((name, value) -> all.append(',')
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        return all.toString();
    }

    /** All of them. */
    public String text() {
        return text.toString();
    }
}
