package dev.culvert.migration.verify;

import dev.culvert.postgres.connection.Session;
import dev.culvert.postgres.sql.Identifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads one table of one server. For one thread at a time, as its session is. */
final class ChunkReader {
    private final Session session;
    private final VerifyTable table;

    ChunkReader(Session session, VerifyTable table) {
        this.session = session;
        this.table = table;
    }

    /**
     * Number of rows, and both halves of their hashes summed up: the same for the same rows in any order.
     *
     * @param sums decimal numbers
     */
    record Checksum(long rows, String sums) {}

    Checksum checksum(Chunk chunk) {
        return session.one(
                "SELECT " + sums("h") + " FROM (SELECT " + table.rowHash() + " AS h FROM " + table.from() + " WHERE "
                        + chunk.condition(table) + ") AS r",
                row -> new Checksum(row.number("rows"), row.text("sums")),
                chunk.parameters());
    }

    /** The checksums of all buckets in one pass, by number; without those that have no row. */
    Map<Integer, Checksum> buckets(int count) {
        record Numbered(int number, Checksum checksum) {}
        Map<Integer, Checksum> all = new HashMap<>();
        session.list(
                        "SELECT b, " + sums("h") + " FROM (SELECT " + Chunk.Bucket.expression(table, count) + " AS b, "
                                + table.rowHash() + " AS h FROM " + table.from() + ") AS r GROUP BY b",
                        row -> new Numbered((int) row.number("b"), new Checksum(row.number("rows"), row.text("sums"))))
                .forEach(each -> all.put(each.number(), each.checksum()));
        return all;
    }

    private static String sums(String hash) {
        return """
            pg_catalog.count(*) AS rows,
            COALESCE(pg_catalog.sum(('x' || pg_catalog.left(%1$s, 16))::pg_catalog.bit(64)::pg_catalog.int8), 0)
              || ' ' || COALESCE(pg_catalog.sum(('x' || pg_catalog.right(%1$s, 16))::pg_catalog.bit(64)::pg_catalog.int8), 0)
              AS sums"""
                .formatted(hash);
    }

    /** By identity: the hash of the row with this key; of a table without a key, how many rows are the same as this one. */
    Map<String, String> rows(Chunk chunk) {
        String value = table.key().isEmpty() ? "pg_catalog.count(*)::pg_catalog.text" : "pg_catalog.min(h)";
        Map<String, String> rows = new HashMap<>();
        session.list(
                        "SELECT i, " + value + " AS v FROM (SELECT " + table.identity() + " AS i, " + table.rowHash()
                                + " AS h FROM " + table.from() + " WHERE " + chunk.condition(table)
                                + ") AS r GROUP BY i",
                        row -> Map.entry(row.text("i"), row.text("v")),
                        chunk.parameters())
                .forEach(each -> rows.put(each.getKey(), each.getValue()));
        return rows;
    }

    /** The key of the row that is {@code distance} rows above, in the order of the key; empty where there are fewer. */
    List<String> bound(List<String> above, int distance) {
        String names =
                IntStream.range(0, table.key().size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        String keys = IntStream.range(0, table.key().size())
                .mapToObj(i -> "t." + Identifier.quote(table.key().get(i).name()) + " AS k" + i)
                .collect(Collectors.joining(", "));
        String texts = Arrays.stream(names.split(", "))
                .map(name -> name + "::pg_catalog.text")
                .collect(Collectors.joining(", "));
        Chunk.Range rest = new Chunk.Range(above, List.of());
        return session.optional(
                        "SELECT ARRAY[" + texts + "] AS key FROM (SELECT " + keys + " FROM " + table.from() + " WHERE "
                                + rest.condition(table) + " ORDER BY " + names + " OFFSET " + (distance - 1)
                                + " LIMIT 1) AS r",
                        row -> row.texts("key"),
                        rest.parameters())
                .orElse(List.of());
    }
}
