package dev.culvert.schemas.position;

import java.util.List;
import java.util.Optional;

/**
 * The shape of a table that a position is of, and what the catalog had beside it when both were last found to agree. By that it can be
 * proven later that only the catalog was changed, and no row.
 *
 * @param columns the published columns, in the order of their numbers
 * @param attributes the highest number that a column has had, published or not, dropped or not
 * @param files oid and {@code relfilenode} of what holds its rows: the table itself, or its partitions down to the last. Another
 *     file of the same oid means that the rows were written anew
 * @param labels oid and text of every label of the enums that the columns hold
 * @param retired names of columns that records have and the table has not any more, or not the same: a reader of the newest schema
 *     would take their values for another column's of that name
 * @param choice what the definition's rule says of columns, empty if nothing
 * @param apart where partitions differ in what rows of before a column have; of a look at the catalog only, and in no position
 */
public record TableShape(
        List<ColumnContext> columns,
        int attributes,
        List<String> files,
        List<String> labels,
        List<String> retired,
        String choice,
        List<MissingApart> apart) {
    /** Of a table that is not read. */
    public static final TableShape NONE = new TableShape(List.of(), 0, List.of(), List.of(), List.of(), "");

    /** Of a position. */
    public TableShape(
            List<ColumnContext> columns,
            int attributes,
            List<String> files,
            List<String> labels,
            List<String> retired,
            String choice) {
        this(columns, attributes, files, labels, retired, choice, List.of());
    }

    public TableShape {
        columns = List.copyOf(columns);
        files = List.copyOf(files);
        labels = List.copyOf(labels);
        retired = List.copyOf(retired);
        apart = List.copyOf(apart);
    }

    /** Whether the columns are the same, whatever else was altered. */
    public boolean hasColumnsOf(TableShape other) {
        if (columns.size() != other.columns.size()) {
            return false;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).isSame(other.columns.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The column of this number. */
    public Optional<ColumnContext> column(int number) {
        return columns.stream().filter(column -> column.number() == number).findFirst();
    }

    /** The column of this name. */
    public Optional<ColumnContext> column(String name) {
        return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /** As of a table that is copied whole: every record holds every column, and no other. */
    public TableShape ofWholeRows() {
        return withColumns(columns.stream()
                        .map(column -> column.withMissing(Optional.empty()))
                        .toList())
                .withRetired(List.of());
    }

    /** Whether what has this oid held rows of it. */
    public boolean hasFileOf(long oid) {
        return files.stream().anyMatch(file -> file.startsWith(oid + " "));
    }

    /** The same, of other columns. */
    public TableShape withColumns(List<ColumnContext> others) {
        int most = others.stream().mapToInt(ColumnContext::number).max().orElse(0);
        return new TableShape(others, Math.max(attributes, most), files, labels, retired, choice);
    }

    /** The same, chosen by what another rule says. */
    public TableShape withChoice(String other) {
        return new TableShape(columns, attributes, files, labels, retired, other);
    }

    /** The same, with other names that only records have. */
    public TableShape withRetired(List<String> others) {
        return new TableShape(columns, attributes, files, labels, others, choice);
    }
}
