package dev.culvert.benchmarks.workload;

/**
 * A column of a {@link Shape} beside its key and its change number; never null.
 *
 * @param type as SQL
 * @param value of a new row, as SQL over {@code n}, the row's key, and {@code i}, its place in the statement
 * @param update what an update makes of it, as SQL; empty where it stays
 */
record Column(String name, String type, String value, String update) {
    static Column fixed(String name, String type, String value) {
        return new Column(name, type, value, "");
    }
}
