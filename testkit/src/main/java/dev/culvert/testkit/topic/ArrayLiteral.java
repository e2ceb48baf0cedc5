package dev.culvert.testkit.topic;

import dev.culvert.testkit.record.Cell;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads PostgreSQL's text of an array (documentation, 8.15.6), by recursive descent. */
final class ArrayLiteral {
    private final String text;
    private final char delimiter;
    private final List<Integer> lengths = new ArrayList<>();
    private final List<Cell> elements = new ArrayList<>();
    private int at;

    private ArrayLiteral(String text, char delimiter) {
        this.text = text;
        this.delimiter = delimiter;
    }

    static Cell.Array parse(String text, char delimiter) {
        ArrayLiteral literal = new ArrayLiteral(text, delimiter);
        List<Integer> bounds = literal.bounds();
        literal.dimension(0);
        if (literal.at != text.length()) {
            throw literal.wrong();
        }
        if (literal.elements.isEmpty()) {
            return new Cell.Array(List.of(), List.of(), List.of());
        }
        List<Integer> lower = bounds.isEmpty() ? Collections.nCopies(literal.lengths.size(), 1) : bounds;
        return new Cell.Array(lower, literal.lengths, literal.elements);
    }

    /** {@code [-1:0][5:6]=} in front of what starts elsewhere than at 1. */
    private List<Integer> bounds() {
        if (text.charAt(0) != '[') {
            return List.of();
        }
        int equals = text.indexOf("]=") + 1;
        List<Integer> lower = new ArrayList<>();
        for (String bound : text.substring(1, equals - 1).split("]\\[")) {
            lower.add(Integer.parseInt(bound.substring(0, bound.indexOf(':'))));
        }
        at = equals + 1;
        return lower;
    }

    private void dimension(int depth) {
        take('{');
        if (lengths.size() == depth) {
            lengths.add(0);
        }
        int length = 0;
        while (peek() != '}') {
            if (length > 0) {
                take(delimiter);
            }
            length++;
            if (peek() == '{') {
                dimension(depth + 1);
            } else {
                elements.add(peek() == '"' ? new Cell.Text(quoted()) : bare());
            }
        }
        take('}');
        lengths.set(depth, length);
    }

    private Cell bare() {
        int start = at;
        while (peek() != delimiter && peek() != '}') {
            at++;
        }
        String word = text.substring(start, at);
        return word.equals("NULL") ? Cell.Null.NULL : new Cell.Text(word);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        take('"');
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
            }
            value.append(peek());
            at++;
        }
        take('"');
        return value.toString();
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong();
        }
        return text.charAt(at);
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw wrong();
        }
        at++;
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("not an array at character " + at + ": " + text);
    }
}
