package dev.culvert.runtime.shape;

import dev.culvert.schemas.position.ColumnContext;
import dev.culvert.schemas.position.TableShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What became of a table's shape, and whether a reader of its records, who takes the newest shape for all of them, still has the
 * table. That is so where only the catalog was changed: a column was added whose value in older rows is known, a column was dropped,
 * a type was widened. It is not where a name moved to other values, or where rows may have been changed: nothing tells of that.
 */
public final class ShapeChange {
    private final TableShape then;
    private final TableShape now;
    private final Predicate<ColumnContext> expressible;

    private ShapeChange(TableShape then, TableShape now, Predicate<ColumnContext> expressible) {
        this.then = then;
        this.now = now;
        this.expressible = expressible;
    }

    /**
     * Why a shape cannot be followed; empty if it can.
     *
     * @param then the shape that the records have
     * @param now a later one; the missing values of its columns are those of the catalog
     * @param expressible whether readers can be told the value of a column that older rows have
     */
    public static Optional<String> obstacle(TableShape then, TableShape now, Predicate<ColumnContext> expressible) {
        ShapeChange change = new ShapeChange(then, now, expressible);
        return change.renamed()
                .or(change::retyped)
                .or(change::appeared)
                .or(change::returned)
                .or(change::rewritten)
                .or(change::severalValues)
                .or(change::unknownValue)
                .or(change::relabelled);
    }

    /**
     * The later shape as records have it: a column that was there before keeps the value that is missing in the records before it, and
     * the name of one that went stays taken.
     */
    public static TableShape followed(TableShape then, TableShape now) {
        List<ColumnContext> columns = new ArrayList<>();
        for (ColumnContext column : now.columns()) {
            columns.add(then.column(column.number())
                    .map(old -> column.withMissing(old.missing()))
                    .orElse(column));
        }
        Set<String> retired = new TreeSet<>(then.retired());
        then.columns().stream()
                .filter(old -> now.column(old.number()).isEmpty())
                .forEach(old -> retired.add(old.name()));
        return now.withColumns(columns).withRetired(List.copyOf(retired)).withChoice(then.choice());
    }

    private Optional<String> renamed() {
        for (ColumnContext old : then.columns()) {
            Optional<ColumnContext> same = now.column(old.number());
            if (same.isPresent() && !same.get().name().equals(old.name())) {
                return Optional.of("Column \"" + old.name() + "\" was renamed to \""
                        + same.get().name() + "\": older records have its values under the old name.");
            }
            if (same.isEmpty() && now.column(old.name()).isPresent()) {
                return Optional.of("Column \"" + old.name()
                        + "\" was dropped and added again: its rows' old values went without an event.");
            }
        }
        return Optional.empty();
    }

    private Optional<String> retyped() {
        for (ColumnContext old : then.columns()) {
            Optional<ColumnContext> same = now.column(old.number()).filter(column -> !Widening.isExact(old, column));
            if (same.isPresent()) {
                return Optional.of("Column \"" + old.name() + "\" was of type " + type(old) + " and is of type "
                        + type(same.get()) + ": what became of the rows that are there, nothing tells.");
            }
        }
        return Optional.empty();
    }

    private Optional<String> appeared() {
        return added().stream()
                .filter(column -> column.number() <= then.attributes())
                .findFirst()
                .map(column -> "Column \"" + column.name() + "\" was there before, and was not captured.");
    }

    /** The column of that name went, and records of then still have it. */
    private Optional<String> returned() {
        return added().stream()
                .filter(column -> then.retired().contains(column.name()))
                .findFirst()
                .map(
                        column -> "Column \"" + column.name()
                                + "\" was dropped and added again: older records have the dropped one's values under its name.");
    }

    /** Rows that were written anew in the same time may have got any value. */
    private Optional<String> rewritten() {
        Map<String, String> was = files(then);
        boolean rewritten = false;
        for (Map.Entry<String, String> file : files(now).entrySet()) {
            // a partition that came meanwhile has the file that it was made with, which has its oid for a name
            String expected = was.getOrDefault(file.getKey(), file.getKey());
            rewritten |= !file.getValue().equals(expected);
        }
        if (!rewritten) {
            return Optional.empty();
        }
        for (ColumnContext column : now.columns()) {
            Optional<ColumnContext> old = then.column(column.number());
            if (old.isEmpty()) {
                return Optional.of("Column \"" + column.name()
                        + "\" was added and the table written anew: what its older rows have, nothing tells.");
            }
            if (old.get().altered() != column.altered()) {
                return Optional.of("Column \"" + column.name()
                        + "\" was altered and the table written anew: its rows may have got other values"
                        + " (ALTER COLUMN ... TYPE ... USING), and nothing tells.");
            }
        }
        return Optional.empty();
    }

    /** What a partition lacks that came meanwhile does not count: it was made after the column, and its rows have theirs. */
    private Optional<String> severalValues() {
        return added().stream()
                .filter(column -> now.apart().stream()
                        .anyMatch(apart -> apart.column() == column.number()
                                && !(apart.absent() && !then.hasFileOf(apart.partition()))))
                .findFirst()
                .map(column -> "Column \"" + column.name()
                        + "\" was added, and rows of before have one value in it in one partition and another or null in another:"
                        + " a partition was attached that had got the column by itself.");
    }

    private Optional<String> unknownValue() {
        return added().stream()
                .filter(column -> column.missing().isPresent() && !expressible.test(column))
                .findFirst()
                .map(column -> "Column \"" + column.name()
                        + "\" was added with a default that the format has no word for: readers would have null in the"
                        + " older rows.");
    }

    private Optional<String> relabelled() {
        Map<String, String> labels = new HashMap<>();
        now.labels().forEach(label -> labels.put(oid(label), label));
        return then.labels().stream()
                .filter(label -> !labels.getOrDefault(oid(label), label).equals(label))
                .findFirst()
                .map(label -> "A value of an enum was renamed: rows that have it read otherwise now.");
    }

    private List<ColumnContext> added() {
        return now.columns().stream()
                .filter(column -> then.column(column.number()).isEmpty())
                .toList();
    }

    private static Map<String, String> files(TableShape shape) {
        Map<String, String> files = new HashMap<>();
        shape.files().forEach(file -> files.put(oid(file), file.substring(file.indexOf(' ') + 1)));
        return files;
    }

    private static String oid(String text) {
        return text.substring(0, text.indexOf(' '));
    }

    private static String type(ColumnContext column) {
        return column.type() + (column.typmod() < 0 ? "" : "(typmod " + column.typmod() + ")");
    }
}
