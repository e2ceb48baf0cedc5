package dev.culvert.sink.flink.transform;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value's text as the engine for filters reads it. What it has not (infinities, 24:00) becomes the last or first that it has, which compares
 * with all others as PostgreSQL's does; the blanks at the end of a {@code char(n)} do not count.
 */
@FunctionalInterface
interface FilterText {
    String of(String text);

    static FilterText ofType(String type) {
        return switch (type) {
            case "bpchar" -> String::stripTrailing;
            case "date" -> text -> moment(text, "");
            case "timestamp" -> text -> moment(text, " 00:00:00");
            case "timestamptz" -> text -> moment(text, " 00:00:00+00");
            case "time", "timetz" -> text -> text.replace("24:00:00", "23:59:59.999999");
            default -> text -> text;
        };
    }

    private static String moment(String text, String midnight) {
        if (text.endsWith("infinity")) {
            return (text.startsWith("-") ? "-999999999-01-01" : "999999999-12-31") + midnight;
        }
        Matcher before = Before.CHRIST.matcher(text);
        return before.matches() ? "-%04d%s".formatted(Integer.parseInt(before.group(1)) - 1, before.group(2)) : text;
    }

    /** Years before the first; the last of them is 0. */
    final class Before {
        private static final Pattern CHRIST = Pattern.compile("(\\d+)(-.*) BC");

        private Before() {}
    }
}
