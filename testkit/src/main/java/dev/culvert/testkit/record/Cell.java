package dev.culvert.testkit.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The value of a column in one row. Immutable; equal cells are equal values, {@code -0} and {@code 0} being different. */
public sealed interface Cell {
    /** SQL NULL. */
    enum Null implements Cell {
        NULL;

        @Override
        public String toString() {
            return "NULL";
        }
    }

    /** PostgreSQL's own text of the value. */
    record Text(String text) implements Cell {
        @Override
        public String toString() {
            return "'" + text + "'";
        }
    }

    /** A floating point number: PostgreSQL's text is the shortest that reads back, so numbers are what can be compared. */
    record Floating(double value) implements Cell {
        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /** An array: lower bound and length of each dimension, then the elements, the last dimension running fastest. */
    record Array(List<Integer> lowerBounds, List<Integer> lengths, List<Cell> elements) implements Cell {
        public Array {
            lowerBounds = List.copyOf(lowerBounds);
            lengths = List.copyOf(lengths);
            elements = List.copyOf(elements);
        }

        /** Of one dimension from 1 on, or empty. */
        static Array of(List<Cell> elements) {
            return elements.isEmpty()
                    ? new Array(List.of(), List.of(), List.of())
                    : new Array(List.of(1), List.of(elements.size()), elements);
        }
    }

    /**
     * A value that the record does not hold and that its row had under another key: the change with this transaction
     * number and ordinal changed the key and left the column alone.
     */
    record CarriedOver(long txnSeq, long ordinal, String column) implements Cell {}

    /** A value as JSON gives it; what it means is known with the column's type only. */
    record Json(JsonNode node) implements Cell {
        @Override
        public String toString() {
            return node.toString();
        }
    }
}
