package dev.culvert.migration.traffic.pgbouncer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The right side of an entry of {@code [databases]}: {@code key=value} pairs between blanks, a value in single quotes where it
 * must be. An edit changes one value and not one character more.
 */
record ConnectString(String text, List<Pair> pairs) {

    /** Where a value stands, with its quotes. */
    record Pair(String key, String value, int start, int end) {}

    /** Empty if PgBouncer would refuse it. */
    static Optional<ConnectString> parse(String text) {
        List<Pair> pairs = new ArrayList<>();
        int at = 0;
        while (true) {
            at = skipBlanks(text, at);
            if (at == text.length()) {
                return Optional.of(new ConnectString(text, List.copyOf(pairs)));
            }
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                return Optional.empty();
            }
            String key = text.substring(at, equals).trim();
            int start = skipBlanks(text, equals + 1);
            int end = start < text.length() && text.charAt(start) == '\''
                    ? endOfQuoted(text, start)
                    : endOfWord(text, start);
            if (key.isEmpty() || key.indexOf(' ') >= 0 || end < 0) {
                return Optional.empty();
            }
            pairs.add(new Pair(key, unquote(text.substring(start, end)), start, end));
            at = end;
        }
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int endOfWord(String text, int start) {
        int at = start;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int endOfQuoted(String text, int start) {
        for (int at = start + 1; at < text.length(); at++) {
            if (text.charAt(at) == '\'') {
                if (at + 1 < text.length() && text.charAt(at + 1) == '\'') {
                    at++;
                } else {
                    return at + 1;
                }
            }
        }
        return -1;
    }

    private static String unquote(String value) {
        return value.startsWith("'") ? value.substring(1, value.length() - 1).replace("''", "'") : value;
    }

    Optional<String> value(String key) {
        // of two, PgBouncer takes the last
        return pairs.stream()
                .filter(pair -> pair.key().equals(key))
                .map(Pair::value)
                .reduce((first, second) -> second);
    }

    /** With this value of {@code key}, at its place, or at the end where there was none. */
    ConnectString with(String key, String value) {
        boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c == '\'' || Character.isWhitespace(c));
        String quoted = plain ? value : "'" + value.replace("'", "''") + "'";
        StringBuilder edited = new StringBuilder(text);
        boolean found = false;
        for (int i = pairs.size() - 1; i >= 0; i--) {
            Pair pair = pairs.get(i);
            if (pair.key().equals(key)) {
                edited.replace(pair.start(), pair.end(), quoted);
                found = true;
            }
        }
        if (!found) {
            edited.append(text.isEmpty() ? "" : " ").append(key).append('=').append(quoted);
        }
        return parse(edited.toString()).orElseThrow();
    }
}
