package dev.culvert.schemas.definition.yaml;

import java.util.Comparator;

/**
 * A place in a document, both counted from 1, as editors do.
 *
 * @param column in code points
 */
public record Location(int line, int column) implements Comparable<Location> {
    private static final Comparator<Location> ORDER =
            Comparator.comparingInt(Location::line).thenComparingInt(Location::column);

    @Override
    public int compareTo(Location other) {
        return ORDER.compare(this, other);
    }

    /** {@code line:column}. */
    @Override
    public String toString() {
        return line + ":" + column;
    }
}
