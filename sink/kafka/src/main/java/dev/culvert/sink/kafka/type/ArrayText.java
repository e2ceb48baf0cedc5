package dev.culvert.sink.kafka.type;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads an array as PostgreSQL writes it (documentation, "Array Input and Output Syntax"):
 * <code>{1,2}</code>, <code>{{"a,b",NULL},{"",x}}</code>, <code>[0:1]={1,2}</code>. Holds the array last read; reused, not
 * thread-safe.
 */
final class ArrayText {
    /** PostgreSQL's MAXDIM. */
    private static final int MAX_DIMENSIONS = 6;

    private final char delimiter;
    private final List<String> elements = new ArrayList<>();
    private final int[] lowerBounds = new int[MAX_DIMENSIONS];
    private final int[] lengths = new int[MAX_DIMENSIONS];
    private final int[] counts = new int[MAX_DIMENSIONS];
    private int dimensions;
    private String text = "";
    private int at;

    ArrayText(char delimiter) {
        this.delimiter = delimiter;
    }

    /** The elements, the last dimension running fastest; null for SQL's null. */
    List<String> elements() {
        return elements;
    }

    /** 0 for an empty array. */
    int dimensions() {
        return dimensions;
    }

    int length(int dimension) {
        return lengths[dimension];
    }

    int lowerBound(int dimension) {
        return lowerBounds[dimension];
    }

    /** Whether the bounds start at 1, as they do unless somebody chose otherwise. */
    boolean hasUsualBounds() {
        for (int i = 0; i < dimensions; i++) {
            if (lowerBounds[i] != 1) {
                return false;
            }
        }
        return true;
    }

    void read(String array) {
        text = array;
        at = 0;
        elements.clear();
        dimensions = 0;
        Arrays.fill(lowerBounds, 1);
        Arrays.fill(lengths, -1);
        bounds();
        body();
        if (at != text.length()) {
            throw wrong();
        }
        text = "";
    }

    private void bounds() {
        int dimension = 0;
        while (at < text.length() && text.charAt(at) == '[') {
            if (dimension == MAX_DIMENSIONS) {
                throw wrong();
            }
            at++;
            lowerBounds[dimension++] = number(':');
            number(']');
        }
        if (dimension > 0) {
            expect('=');
        }
    }

    private int number(char terminator) {
        int stop = text.indexOf(terminator, at);
        if (stop < 0) {
            throw wrong();
        }
        try {
            int value = Integer.parseInt(text, at, stop, 10);
            at = stop + 1;
            return value;
        } catch (NumberFormatException e) {
            throw wrong();
        }
    }

    private void body() {
        int depth = 0;
        do {
            char c = next();
            if (c == '{') {
                if (depth == MAX_DIMENSIONS) {
                    throw wrong();
                }
                at++;
                counts[depth++] = 0;
                dimensions = Math.max(dimensions, depth);
            } else if (c == '}') {
                at++;
                depth--;
                close(depth);
                if (depth > 0) {
                    counts[depth - 1]++;
                }
            } else if (c == delimiter) {
                at++;
            } else {
                elements.add(c == '"' ? quoted() : plain());
                counts[depth - 1]++;
            }
            if (depth == 0 && c != '}') {
                throw wrong();
            }
        } while (depth > 0);
        if (elements.isEmpty()) {
            dimensions = 0;
        }
    }

    private void close(int dimension) {
        if (dimension < 0 || (lengths[dimension] >= 0 && lengths[dimension] != counts[dimension])) {
            throw wrong();
        }
        lengths[dimension] = counts[dimension];
    }

    private String plain() {
        int from = at;
        while (next() != delimiter && text.charAt(at) != '}') {
            at++;
        }
        return at - from == 4 && text.startsWith("NULL", from) ? null : text.substring(from, at);
    }

    private String quoted() {
        at++;
        int from = at;
        while (next() != '"') {
            if (text.charAt(at) == '\\') {
                return escaped(from);
            }
            at++;
        }
        return text.substring(from, at++);
    }

    private String escaped(int from) {
        StringBuilder out = new StringBuilder(text.length() - from).append(text, from, at);
        char c = next();
        while (c != '"') {
            if (c == '\\') {
                at++;
                c = next();
            }
            out.append(c);
            at++;
            c = next();
        }
        at++;
        return out.toString();
    }

    private char next() {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private void expect(char c) {
        if (next() != c) {
            throw wrong();
        }
        at++;
    }

    private static Undecodable wrong() {
        return new Undecodable("not an array as PostgreSQL writes it");
    }
}
