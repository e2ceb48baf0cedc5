package dev.culvert.migration.copy;

import dev.culvert.postgres.sql.QualifiedName;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A part of a table, which is copied in one transaction.
 *
 * @param number from 1
 */
record TablePart(CopyTable table, int number) {

    private String columns(Function<CopyColumn, String> sql) {
        return table.columns().stream().map(sql).collect(Collectors.joining(", "));
    }

    /** By name, never by position: a partition may have its columns in another order. */
    String copyOut() {
        String name = QualifiedName.quote(table.id());
        String condition = condition();
        String rows;
        if (table.columns().isEmpty()) {
            rows = "(SELECT FROM ONLY " + name + where(condition) + ")";
        } else if (condition.isEmpty() && table.columns().stream().noneMatch(CopyColumn::trimmed)) {
            // without a query the rows need not go through the executor
            rows = name + " (" + columns(CopyColumn::quoted) + ")";
        } else {
            rows = "(SELECT " + columns(CopyColumn::selected) + " FROM ONLY " + name + where(condition) + ")";
        }
        return "COPY " + rows + " TO STDOUT (" + format() + ")";
    }

    /** That of the part, and the table's. */
    private String condition() {
        String part = table.parts().get(number - 1);
        return table.filter()
                .map(filter -> part.isEmpty() ? "(" + filter + ")" : "(" + filter + ") AND (" + part + ")")
                .orElse(part);
    }

    private static String where(String condition) {
        return condition.isEmpty() ? "" : " WHERE " + condition;
    }

    /** FREEZE needs a table that was emptied in the same transaction, which only an unsplit one can be. */
    String copyIn() {
        String list = table.columns().isEmpty() ? "" : " (" + columns(CopyColumn::quoted) + ")";
        return "COPY " + QualifiedName.quote(table.id()) + list + " FROM STDIN (" + format()
                + (table.isSplit() || table.shared() ? "" : ", FREEZE") + ")";
    }

    private String format() {
        return "FORMAT " + (table.binary() ? "binary" : "text");
    }

    /** For people. */
    @Override
    public String toString() {
        return table.id()
                + (table.isSplit() ? " part " + number + " of " + table.parts().size() : "");
    }
}
