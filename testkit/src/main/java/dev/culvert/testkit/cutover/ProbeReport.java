package dev.culvert.testkit.cutover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which side took writes when. */
public record ProbeReport(List<Success> successes) {

    public ProbeReport {
        successes = successes.stream()
                .sorted(Comparator.comparingLong(Success::began))
                .toList();
    }

    /**
     * A side took a write at some instant between the two, which are of {@link System#nanoTime}.
     *
     * @param side its name
     */
    public record Success(String side, long began, long ended) {}

    /**
     * The sides in the order in which they took writes. A side that took one which began after another side's had ended is a new
     * leg: {@code old, new} is a cutover, {@code old, new, old} is one with a rollback, or a side that was still open.
     */
    public List<String> legs() {
        List<String> legs = new ArrayList<>();
        long sinceEnded = Long.MIN_VALUE;
        for (Success each : successes) {
            if (legs.isEmpty()) {
                legs.add(each.side());
                sinceEnded = each.ended();
            } else if (!legs.get(legs.size() - 1).equals(each.side())) {
                // two that overlap do not tell which was first; the first of a new leg may be one of these
                if (legs.size() == 1 || each.began() - sinceEnded >= 0) {
                    legs.add(each.side());
                    sinceEnded = each.ended();
                }
            } else {
                sinceEnded = Math.min(sinceEnded, each.ended());
            }
        }
        return legs;
    }

    /** The longest time in which no write was taken by either, from the end of one to the end of the next. */
    public Duration longestGap() {
        List<Success> byEnd = successes.stream()
                .sorted(Comparator.comparingLong(Success::ended))
                .toList();
        long longest = 0;
        for (int i = 1; i < byEnd.size(); i++) {
            longest = Math.max(longest, byEnd.get(i).ended() - byEnd.get(i - 1).ended());
        }
        return Duration.ofNanos(longest);
    }

    /** What is wrong, in words; empty if writes were taken by exactly these sides, one after the other. */
    public List<String> problems(String... expectedLegs) {
        List<String> legs = legs();
        return legs.equals(List.of(expectedLegs))
                ? List.of()
                : List.of("writes were taken by " + legs + ", in this order, instead of " + List.of(expectedLegs));
    }
}
