package dev.culvert.postgres.table;

import java.util.Optional;

/**
 * Makes sure that a row filter stays inside the parentheses that it is put into. The filter is the user's own SQL, but what it
 * may do is to be an expression; what it means is for PostgreSQL to say.
 */
final class FilterText {

    private FilterText() {}

    /** What is wrong with it as an expression; empty if it can be put into parentheses. */
    static Optional<String> problem(String text) {
        if (text.isBlank()) {
            return Optional.of("It is empty.");
        }
        if (text.indexOf('\0') >= 0) {
            return Optional.of("It holds a NUL character.");
        }
        int depth = 0;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            switch (c) {
                case '\'', '"' -> {
                    i = endOfQuoted(text, i, c == '\'' && isEscapeString(text, i));
                    if (i < 0) {
                        return Optional.of("A quote is not closed.");
                    }
                    continue;
                }
                case '(' -> depth++;
                case ')' -> depth--;
                case ';' -> {
                    return Optional.of("It holds a semicolon.");
                }
                case '$' -> {
                    return Optional.of("It holds a \"$\" outside quotes.");
                }
                default -> {
                    if (text.startsWith("--", i) || text.startsWith("/*", i)) {
                        return Optional.of("It holds a comment.");
                    }
                }
            }
            if (depth < 0) {
                break;
            }
            i++;
        }
        return depth == 0 ? Optional.empty() : Optional.of("Its parentheses do not match.");
    }

    /** Index after the closing quote, or -1. Doubled quotes close and open again, which comes to the same. */
    private static int endOfQuoted(String text, int at, boolean backslashEscapes) {
        char quote = text.charAt(at);
        for (int i = at + 1; i < text.length(); i++) {
            if (backslashEscapes && text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == quote) {
                if (i + 1 < text.length() && text.charAt(i + 1) == quote) {
                    i++;
                } else {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    /** Whether the quote opens {@code E'...'}: the E is a word of its own. */
    private static boolean isEscapeString(String text, int quote) {
        if (quote == 0 || (text.charAt(quote - 1) != 'E' && text.charAt(quote - 1) != 'e')) {
            return false;
        }
        return quote == 1 || !isWordCharacter(text.charAt(quote - 2));
    }

    private static boolean isWordCharacter(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 128;
    }
}
