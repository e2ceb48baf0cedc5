package dev.culvert.migration.preflight;

import java.util.List;
import java.util.stream.Collectors;

/** Some names for a finding: the first few, and how many more. */
final class Names {
    private static final int SHOWN = 5;

    private Names() {}

    static String of(List<?> names) {
        String first = names.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
    }
}
