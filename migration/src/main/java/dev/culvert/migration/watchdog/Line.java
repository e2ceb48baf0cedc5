package dev.culvert.migration.watchdog;

import java.time.Duration;

/** What the cutover tells its watchdog, a line each. */
final class Line {
    static final String READY = "READY";
    static final String SETTLED = "SETTLED";
    private static final String PAUSING = "PAUSING ";

    private Line() {}

    static String pausing(int turn, Duration allowed) {
        return PAUSING + turn + " " + allowed.toMillis();
    }

    static boolean isPausing(String line) {
        return line.startsWith(PAUSING);
    }

    static int turn(String line) {
        return Integer.parseInt(line.split(" ")[1]);
    }

    static Duration allowed(String line) {
        return Duration.ofMillis(Long.parseLong(line.split(" ")[2]));
    }
}
