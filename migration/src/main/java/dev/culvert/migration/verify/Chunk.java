package dev.culvert.migration.verify;

import dev.culvert.postgres.sql.Identifier;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A part of a table's rows, the same part on both servers. */
sealed interface Chunk {

    /**
     * Rows whose key is in a range.
     *
     * @param above texts of the key that they are greater than; empty for no bound
     * @param upTo texts of the key that they are not greater than; empty for no bound
     */
    record Range(List<String> above, List<String> upTo) implements Chunk {

        @Override
        public String condition(VerifyTable table) {
            String lower = above.isEmpty() ? "true" : names(table) + " > " + values(table);
            String upper = upTo.isEmpty() ? "true" : names(table) + " <= " + values(table);
            return lower + " AND " + upper;
        }

        @Override
        public Object[] parameters() {
            return IntStream.range(0, above.size() + upTo.size())
                    .mapToObj(i -> i < above.size() ? above.get(i) : upTo.get(i - above.size()))
                    .toArray();
        }

        static String names(VerifyTable table) {
            return "ROW("
                    + table.key().stream()
                            .map(column -> "t." + Identifier.quote(column.name()))
                            .collect(Collectors.joining(", "))
                    + ")";
        }

        static String values(VerifyTable table) {
            return "ROW("
                    + table.key().stream()
                            .map(column -> "CAST(? AS " + column.type() + ")")
                            .collect(Collectors.joining(", "))
                    + ")";
        }
    }

    /**
     * Rows whose identity has one remainder: for keys that the servers may order differently, and for rows without a key.
     *
     * @param number from 0
     * @param of how many there are
     */
    record Bucket(int number, int of) implements Chunk {

        @Override
        public String condition(VerifyTable table) {
            return expression(table, of) + " = " + number;
        }

        @Override
        public Object[] parameters() {
            return new Object[0];
        }

        static String expression(VerifyTable table, int of) {
            return "('x' || pg_catalog.substr(pg_catalog.md5(" + table.identity()
                    + "), 1, 8))::pg_catalog.bit(32)::pg_catalog.int8 % " + of;
        }
    }

    /** SQL that is true of its rows. */
    String condition(VerifyTable table);

    /** What the question marks in {@link #condition} stand for. */
    Object[] parameters();
}
