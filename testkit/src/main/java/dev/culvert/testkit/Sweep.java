package dev.culvert.testkit;

import java.util.List;
import java.util.stream.IntStream;

/** How many of a test's cases are tried: the telling ones, or all of them with {@code -Dculvert.test.sweep=all}. */
public final class Sweep {
    private static final boolean ALL = "all".equals(System.getProperty("culvert.test.sweep"));

    private Sweep() {}

    public static boolean isAll() {
        return ALL;
    }

    /** So many of the cases, from the first one on; or all of them. */
    public static <T> List<T> first(int most, List<T> cases) {
        return ALL ? cases : cases.subList(0, most);
    }

    /** The first, and the others in a sweep. */
    public static IntStream first(int first, int... others) {
        return IntStream.concat(IntStream.of(first), ALL ? IntStream.of(others) : IntStream.empty());
    }
}
