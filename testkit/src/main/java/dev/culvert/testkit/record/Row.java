package dev.culvert.testkit.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Columns by name, in the record's order. Immutable. */
public final class Row {
    private final List<String> names;
    private final List<Cell> cells;

    /** {@code names} is shared by all rows of a schema, so it must be immutable already. */
    public Row(List<String> names, List<Cell> cells) {
        if (names.size() != cells.size()) {
            throw new IllegalArgumentException(names.size() + " names for " + cells.size() + " cells");
        }
        this.names = names;
        this.cells = List.copyOf(cells);
    }

    public List<String> names() {
        return names;
    }

    public List<Cell> cells() {
        return cells;
    }

    public Optional<Cell> cell(String name) {
        int index = names.indexOf(name);
        return index < 0 ? Optional.empty() : Optional.of(cells.get(index));
    }

    /** The text of a column that must be there and be one of those that are compared as text. */
    public String text(String name) {
        Cell cell = cell(name).orElseThrow(() -> new IllegalArgumentException("no column " + name + " in " + names));
        if (cell instanceof Cell.Text text) {
            return text.text();
        }
        if (cell instanceof Cell.Json json && json.node().isValueNode()) {
            return json.node().asText();
        }
        throw new IllegalArgumentException("column " + name + " is " + cell);
    }

    /** This row with these columns: its own where it has them, else what is given here; columns of no more use are left out. */
    public Row as(Row columns) {
        if (names.equals(columns.names)) {
            return this;
        }
        List<Cell> taken = new ArrayList<>(columns.names.size());
        for (int i = 0; i < columns.names.size(); i++) {
            taken.add(cell(columns.names.get(i)).orElse(columns.cells.get(i)));
        }
        return new Row(columns.names, taken);
    }

    /** This row with each cell replaced by what the function gives for it. */
    public Row map(UnaryOperator<Cell> function) {
        return new Row(names, cells.stream().map(function).toList());
    }

    /** This row with the columns {@code from} taken from an earlier version of it; empty when that lacks one. */
    public Optional<Row> with(Iterable<String> from, Row earlier) {
        Cell[] merged = cells.toArray(Cell[]::new);
        for (String name : from) {
            Optional<Cell> kept = earlier.cell(name);
            int index = names.indexOf(name);
            if (kept.isEmpty() || index < 0) {
                return Optional.empty();
            }
            merged[index] = kept.get();
        }
        return Optional.of(new Row(names, Arrays.asList(merged)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && names.equals(row.names) && cells.equals(row.cells);
    }

    @Override
    public int hashCode() {
        return cells.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("(");
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(names.get(i)).append("=").append(cells.get(i));
        }
        return text.append(")").toString();
    }
}
