package dev.culvert.schemas.status;

import java.time.Duration;
import java.util.Locale;

/** Amounts as people read them. Sizes are powers of 1024 with PostgreSQL's unit names. */
public final class Amount {
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB"};

    private Amount() {}

    /** Such as {@code 812 bytes}, {@code 1.5 MB}, {@code 41 GB}. */
    public static String bytes(long bytes) {
        double value = Math.abs((double) bytes);
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String sign = bytes < 0 ? "-" : "";
        String number = unit == 0 || value >= 99.95
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
        return sign + number + " " + UNITS[unit];
    }

    /** Such as {@code 0.4 s}, {@code 45 s}, {@code 12 min 5 s}, {@code 3 h 2 min}. */
    public static String time(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
        }
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
    }
}
