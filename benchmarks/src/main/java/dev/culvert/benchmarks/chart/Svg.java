package dev.culvert.benchmarks.chart;

import java.util.Locale;

/** Writes shapes and words of an SVG; lengths are pixels from the upper left corner. For one thread. */
final class Svg {
    private final StringBuilder body = new StringBuilder();

    /** Where a text's place is. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    void rectangle(double x, double y, double width, double height, String fill) {
        line("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>", x, y, width, height, fill);
    }

    void vertical(double x, double y, double length, String stroke) {
        line("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>", x, y, x, y + length, stroke);
    }

    void text(double x, double y, Anchor anchor, String style, String words) {
        line(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
                x, y, anchor.name().toLowerCase(Locale.ROOT), style, escaped(words));
    }

    String document(double width, double height, String title) {
        return String.format(
                        Locale.ROOT,
                        """
                        <svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" role="img">
                        <title>%s</title>
                        <style>
                        text { font-family: system-ui, sans-serif; font-size: 12px; fill: #24292f }
                        .title { font-size: 15px; font-weight: 600 }
                        .small { font-size: 11px; fill: #57606a }
                        </style>
                        <rect width="100%%" height="100%%" fill="#ffffff"/>
                        """,
                        width,
                        height,
                        width,
                        height,
                        escaped(title))
                + body
                + "</svg>\n";
    }

    private void line(String format, Object... values) {
        body.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
