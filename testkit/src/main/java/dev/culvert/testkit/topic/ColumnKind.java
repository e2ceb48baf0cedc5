package dev.culvert.testkit.topic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.testkit.record.Cell;
import dev.culvert.testkit.record.Cell.Array;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * How values of a column's type are compared: brings what a record gives and what the database gives into the same
 * form. Everything is compared as PostgreSQL's own text, but floating point numbers and arrays, which are compared by
 * what they are. Immutable.
 */
sealed interface ColumnKind {
    /** PostgreSQL's text of a value that is not null. */
    Cell ofText(String text);

    /** JSON's value, never null. */
    Cell ofJson(JsonNode node);

    /** A cell of a record in the form of {@link #ofText}. */
    default Cell canonical(Cell cell) {
        if (cell instanceof Cell.Text text) {
            return ofText(text.text());
        }
        return cell instanceof Cell.Json json ? ofJson(json.node()) : cell;
    }

    /** Compared as text. */
    enum Plain implements ColumnKind {
        BOOL {
            @Override
            public Cell ofJson(JsonNode node) {
                return node.isBoolean() ? new Cell.Text(node.booleanValue() ? "t" : "f") : ofText(node.asText());
            }
        },
        BYTEA {
            @Override
            public Cell ofJson(JsonNode node) {
                byte[] bytes = Base64.getDecoder().decode(node.asText());
                return new Cell.Text("\\x" + HexFormat.of().formatHex(bytes));
            }
        },
        TIMESTAMPTZ {
            @Override
            public Cell ofJson(JsonNode node) {
                String text = node.asText();
                return ofText(text.endsWith("Z") ? text.substring(0, text.length() - 1) + "+00" : text);
            }
        },
        OTHER;

        @Override
        public Cell ofText(String text) {
            return new Cell.Text(text);
        }

        @Override
        public Cell ofJson(JsonNode node) {
            return ofText(node.asText());
        }
    }

    /** Compared as a number. */
    enum Number implements ColumnKind {
        FLOAT4 {
            @Override
            public Cell ofText(String text) {
                return new Cell.Floating(Float.parseFloat(text));
            }
        },
        FLOAT8 {
            @Override
            public Cell ofText(String text) {
                return new Cell.Floating(Double.parseDouble(text));
            }
        };

        @Override
        public Cell ofJson(JsonNode node) {
            return ofText(node.asText());
        }
    }

    /** Compared by bounds and elements. */
    record ArrayOf(ColumnKind element, char delimiter) implements ColumnKind {
        @Override
        public Cell ofText(String text) {
            return canonical(ArrayLiteral.parse(text, delimiter));
        }

        @Override
        public Cell canonical(Cell cell) {
            if (cell instanceof Array array) {
                return new Array(
                        array.lowerBounds(),
                        array.lengths(),
                        array.elements().stream().map(element::canonical).toList());
            }
            return ColumnKind.super.canonical(cell);
        }

        @Override
        public Cell ofJson(JsonNode node) {
            if (!node.isArray()) {
                return ofText(node.asText());
            }
            List<Integer> lengths = new ArrayList<>();
            for (JsonNode inner = node; inner.isArray() && !inner.isEmpty(); inner = inner.get(0)) {
                lengths.add(inner.size());
            }
            List<Cell> elements = new ArrayList<>();
            flatten(node, elements);
            return new Array(lengths.stream().map(length -> 1).toList(), lengths, elements);
        }

        private void flatten(JsonNode node, List<Cell> elements) {
            for (JsonNode each : node) {
                if (each.isArray()) {
                    flatten(each, elements);
                } else {
                    elements.add(each.isNull() ? Cell.Null.NULL : element.ofJson(each));
                }
            }
        }
    }
}
