package dev.culvert.benchmarks.chart;

import dev.culvert.benchmarks.chart.Svg.Anchor;
import dev.culvert.benchmarks.suite.Latency;
import dev.culvert.benchmarks.suite.Summary;
import dev.culvert.benchmarks.suite.Throughput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The chart of a {@link Summary}. */
public final class Charts {
    private static final double LEGEND = 40;
    private static final double LEGEND_ENTRY = 150;
    private static final String DRAIN = "drain";

    private Charts() {}

    /** @param caption of the whole, such as the machine */
    public static String svg(Summary summary, String caption) {
        List<Panel> panels = panels(summary);
        double height = LEGEND + panels.stream().mapToDouble(Panel::height).sum();
        Svg svg = new Svg();
        legend(svg, summary, caption);
        double y = LEGEND;
        for (Panel panel : panels) {
            panel.draw(svg, y);
            y += panel.height();
        }
        return svg.document(Panel.WIDTH, height, "Benchmarks of Culvert: " + caption);
    }

    private static void legend(Svg svg, Summary summary, String caption) {
        double x = 12;
        Stream<String> systems = Stream.concat(
                summary.throughput().stream().map(Throughput::system),
                summary.latency().stream().map(Latency::system));
        for (Palette colour : Palette.of(systems)) {
            svg.rectangle(x, 8, 12, 12, colour.full());
            svg.text(x + 18, 18, Anchor.START, "", colour.label());
            x += LEGEND_ENTRY;
        }
        svg.text(12, 36, Anchor.START, "small", caption);
    }

    private static List<Panel> panels(Summary summary) {
        List<Panel> panels = new ArrayList<>();
        List<Throughput> drains = of(summary, DRAIN);
        if (!drains.isEmpty()) {
            panels.add(backlog(drains));
            panels.add(cost(drains));
        }
        if (!summary.latency().isEmpty()) {
            panels.add(latency(summary.latency()));
        }
        List<Throughput> snapshots = of(summary, "snapshot");
        if (!snapshots.isEmpty()) {
            panels.add(snapshot(snapshots));
        }
        return panels;
    }

    private static List<Throughput> of(Summary summary, String benchmark) {
        return summary.throughput().stream()
                .filter(line -> line.benchmark().equals(benchmark))
                .toList();
    }

    private static Panel backlog(List<Throughput> lines) {
        return new Panel(
                "A backlog, to acknowledged Kafka",
                "changes a second, by those of pg_recvlogical to a file",
                axis(lines, Throughput::toRecvlogical),
                groups(
                        lines,
                        Throughput::workload,
                        line -> Bar.of(
                                line.system(),
                                line.toRecvlogical(),
                                format("%,.0f/s  (%.2f)", line.perSecond(), line.toRecvlogical()))));
    }

    private static Panel cost(List<Throughput> lines) {
        List<Throughput> systems =
                lines.stream().filter(line -> line.cpuMicros() > 0).toList();
        return new Panel(
                "What a change costs",
                "microseconds of processor time; pale: of PostgreSQL and the broker meanwhile",
                axis(systems, line -> line.cpuMicros() + line.serverCpuMicros()),
                groups(
                        systems,
                        Throughput::workload,
                        line -> new Bar(
                                line.system(),
                                0,
                                line.cpuMicros(),
                                line.cpuMicros() + line.serverCpuMicros(),
                                format(
                                        "%.1f + %.1f, %,.0f B allocated, %,.0f MB",
                                        line.cpuMicros(),
                                        line.serverCpuMicros(),
                                        line.allocatedBytes(),
                                        line.peakResidentBytes() / 1e6))));
    }

    private static Panel latency(List<Latency> lines) {
        double most = lines.stream().mapToDouble(Latency::p99).max().orElse(1);
        double least = lines.stream().mapToDouble(Latency::p50).min().orElse(1);
        return new Panel(
                "Latency, from the commit to a read_committed consumer",
                "milliseconds, p50 to p99; single-row transactions",
                Axis.logarithmic(least, most),
                groups(
                        lines,
                        line -> format("%,d a second", line.perSecond()),
                        line -> new Bar(
                                line.system(),
                                line.p50(),
                                line.p99(),
                                line.p99(),
                                format("%.1f to %.1f ms%s", line.p50(), line.p99(), shortfall(line)))));
    }

    /** The server cannot always commit as many as were asked for. */
    private static String shortfall(Latency line) {
        return line.committedPerSecond() > 0.98 * line.perSecond()
                ? ""
                : format(", at %,.0f a second", line.committedPerSecond());
    }

    private static Panel snapshot(List<Throughput> lines) {
        return new Panel(
                "A snapshot, to acknowledged Kafka",
                "rows a second",
                axis(lines, Throughput::perSecond),
                groups(
                        lines,
                        Throughput::system,
                        line -> Bar.of(
                                line.system(),
                                line.perSecond(),
                                format("%,.0f/s%s", line.perSecond(), toServer(line)))));
    }

    private static String toServer(Throughput line) {
        return line.toServer() == 0 || line.toServer() == 1
                ? ""
                : format("  (%.2f of Debezium Server)", line.toServer());
    }

    private static Axis axis(List<Throughput> lines, ToDoubleFunction<Throughput> figure) {
        return Axis.linear(lines.stream().mapToDouble(figure).max().orElse(1));
    }

    private static <T> List<Group> groups(List<T> lines, Function<T, String> name, Function<T, Bar> bar) {
        return lines.stream()
                .map(name)
                .distinct()
                .map(group -> {
                    Predicate<T> ofGroup = line -> name.apply(line).equals(group);
                    return new Group(
                            group, lines.stream().filter(ofGroup).map(bar).toList());
                })
                .toList();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
