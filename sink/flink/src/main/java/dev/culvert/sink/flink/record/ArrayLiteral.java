package dev.culvert.sink.flink.record;

import java.util.Iterator;
import java.util.List;

/** PostgreSQL's text of an array. */
final class ArrayLiteral {
    private ArrayLiteral() {}

    /**
     * @param lowerBounds of each dimension; empty for an empty array
     * @param elements the last dimension running fastest; null for SQL NULL
     */
    static String of(List<Integer> lowerBounds, List<Integer> lengths, List<String> elements, char delimiter) {
        if (lengths.isEmpty()) {
            return "{}";
        }
        StringBuilder out = new StringBuilder();
        if (lowerBounds.stream().anyMatch(bound -> bound != 1)) {
            for (int i = 0; i < lengths.size(); i++) {
                int lower = lowerBounds.get(i);
                out.append('[')
                        .append(lower)
                        .append(':')
                        .append(lower + lengths.get(i) - 1)
                        .append(']');
            }
            out.append('=');
        }
        dimension(0, lengths, elements.iterator(), delimiter, out);
        return out.toString();
    }

    private static void dimension(
            int dimension, List<Integer> lengths, Iterator<String> elements, char delimiter, StringBuilder out) {
        out.append('{');
        for (int i = 0; i < lengths.get(dimension); i++) {
            if (i > 0) {
                out.append(delimiter);
            }
            if (dimension + 1 < lengths.size()) {
                dimension(dimension + 1, lengths, elements, delimiter, out);
            } else {
                element(elements.next(), out);
            }
        }
        out.append('}');
    }

    /** Always in quotes: what PostgreSQL leaves without them, it takes with them. */
    private static void element(String text, StringBuilder out) {
        if (text == null) {
            out.append("NULL");
            return;
        }
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }
}
