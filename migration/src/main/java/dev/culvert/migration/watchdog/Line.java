package dev.culvert.migration.watchdog;

import java.time.Duration;

/** What the cutover tells its watchdog, a line each. */
final class Line {
    static final String READY = "READY";
    static final String SETTLED = "SETTLED";
    private static final String PAUSING = "PAUSING ";

    private Line() {}

    static String pausing(int turn, long epoch, Duration allowed) {
        return PAUSING + turn + " " + allowed.toMillis() + " " + epoch;
    }

    static boolean isPausing(String line) {
        return line.startsWith(PAUSING);
    }

    static int turn(String line) {
        return Integer.parseInt(line.split(" ")[1]);
    }

    static long epoch(String line) {
        return Long.parseLong(line.split(" ")[3]);
    }

    static Duration allowed(String line) {
        return Duration.ofMillis(Long.parseLong(line.split(" ")[2]));
    }
}
