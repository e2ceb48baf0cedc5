package dev.culvert.benchmarks.chart;

import dev.culvert.benchmarks.chart.Svg.Anchor;
import java.util.List;

/**
 * Groups of bars under one title, from left to right along one axis.
 *
 * @param note what the axis is of, with its unit
 */
record Panel(String title, String note, Axis axis, List<Group> groups) {
    static final double WIDTH = 1000;
    private static final double LEFT = 210;
    private static final double PLOT = 500;
    private static final double HEAD = 48;
    private static final double BAR = 15;
    private static final double BETWEEN_GROUPS = 10;
    private static final double FOOT = 34;
    private static final double GAP = 6;

    Panel {
        groups = List.copyOf(groups);
    }

    double height() {
        return HEAD + plotHeight() + FOOT;
    }

    void draw(Svg svg, double top) {
        svg.text(GAP * 2, top + 20, Anchor.START, "title", title);
        svg.text(GAP * 2, top + 38, Anchor.START, "small", note);
        double y = top + HEAD;
        for (double tick : axis.ticks()) {
            double x = LEFT + axis.position(tick) * PLOT;
            svg.vertical(x, y, plotHeight(), "#d8dee4");
            svg.text(x, y + plotHeight() + 14, Anchor.MIDDLE, "small", Axis.label(tick));
        }
        for (Group group : groups) {
            y += BETWEEN_GROUPS / 2;
            svg.text(LEFT - GAP, y + group.bars().size() * BAR / 2 + 4, Anchor.END, "", group.name());
            for (Bar bar : group.bars()) {
                draw(svg, bar, y);
                y += BAR;
            }
            y += BETWEEN_GROUPS / 2;
        }
    }

    private void draw(Svg svg, Bar bar, double y) {
        Palette colour = Palette.of(bar.system());
        double from = LEFT + axis.position(bar.from()) * PLOT;
        double to = LEFT + axis.position(bar.to()) * PLOT;
        double end = LEFT + axis.position(bar.paleTo()) * PLOT;
        svg.rectangle(from, y + 1, Math.max(1, to - from), BAR - 2, colour.full());
        svg.rectangle(to, y + 1, end - to, BAR - 2, colour.pale());
        svg.text(end + GAP, y + BAR - 4, Anchor.START, "small", bar.label());
    }

    private double plotHeight() {
        return groups.stream()
                .mapToDouble(group -> group.bars().size() * BAR + BETWEEN_GROUPS)
                .sum();
    }
}
