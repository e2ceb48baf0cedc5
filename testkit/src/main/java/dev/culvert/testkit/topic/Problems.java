package dev.culvert.testkit.topic;

import java.util.ArrayList;
import java.util.List;

/** What a check found wrong: the first ones in words, all of them counted. Not safe for use by several threads. */
final class Problems {
    private static final int TOLD = 50;

    private final List<String> told = new ArrayList<>();
    private long count;

    void add(String problem) {
        count++;
        if (told.size() < TOLD) {
            told.add(problem);
        }
    }

    List<String> list() {
        List<String> all = new ArrayList<>(told);
        if (count > told.size()) {
            all.add("and " + (count - told.size()) + " more");
        }
        return all;
    }
}
